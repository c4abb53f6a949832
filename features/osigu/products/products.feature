@osigu
Feature: Catalogues and the provider's products
  Osigu keeps global catalogues; a provider registers the codes that it uses, once and for all. The sandbox has a
  catalogue of test medications, whose codes begin with MED-SBX.

  @id:osigu-products-test-medications @clause:OSG-30 @clause:OSG-15 @happy-path @vendor
  Scenario: The sandbox has a catalogue of its own medications
    When the catalogue of medications is searched for "MED-SBX"
    Then the call succeeds
    And an entry has a code that begins with "MED-SBX-"
    And no entry has a code that begins with "MED-0"

  @id:osigu-products-diagnoses @clause:OSG-37 @happy-path @vendor
  Scenario: Diagnoses are found by their words
    When the catalogue of diagnoses is searched for "headache"
    Then the call succeeds
    And an entry has a code that begins with "R51"

  @id:osigu-products-global @clause:OSG-17 @happy-path @vendor
  Scenario Outline: The global catalogue of <type> products lists that type alone
    When the catalogue of <type> products is listed
    Then the call succeeds
    And every entry is a <type> product

    Examples:
      | case      | type      |
      | lab       | LAB       |
      | imaging   | IMAGING   |
      | procedure | PROCEDURE |

  @id:osigu-products-own @clause:OSG-15 @clause:OSG-30 @happy-path @vendor
  Scenario: The provider's medications include a registered one and leave out an unregistered one
    When the provider's MEDICATION products are listed
    Then the call succeeds
    And every entry is a MEDICATION product
    And the registered medication is listed
    And the unregistered medication is not listed

  @id:osigu-products-register @clause:OSX-4 @happy-path @vendor @simulated-only
  Scenario: A product of the catalogue can be registered and then used
    When the unregistered medication is registered
    Then the call succeeds
    When the provider's MEDICATION products are listed
    Then the unregistered medication is listed
    When a pre-authorization for an unregistered medication is requested
    Then the call succeeds

  @id:osigu-products-register-unknown @clause:OSX-4 @sad-path @vendor @simulated-only
  Scenario: A code that no catalogue has cannot be registered
    When the unregistered medication is registered
    Then the call succeeds
    When a code that no catalogue has is registered
    Then the call is refused with 404 or 422

  @id:osigu-products-remove @clause:OSX-17 @sad-path @vendor @simulated-only
  Scenario: A product that was removed is refused, and what was authorized with it stays valid
    Given an approved authorization
    And the registered medication is removed
    When the request is read
    Then an authorization is approved with a code
    When a pre-authorization for a medication is requested
    Then the call is refused with 422
    And the refusal carries the error code "071-104"
    When the dispensation of the code is started
    Then the call succeeds

  @id:osigu-products-pages @clause:OSG-15 @happy-path @vendor @simulated-only
  Scenario: The provider's products come in pages, each product on one of them
    When the provider's products are read page by page
    Then each product stands on one page
