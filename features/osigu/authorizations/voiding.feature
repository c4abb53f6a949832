@osigu
Feature: Void an authorization
  A provider can void an authorization that was approved and is not dispensed yet. Its code can then no longer be
  dispensed, as after the authorization's last day.

  @id:osigu-void-authorization @clause:OSG-37 @happy-path @vendor
  Scenario: An approved authorization can be voided
    Given an approved authorization
    When the authorization is voided
    Then the call succeeds
    And the status is "VOIDED"

  @id:osigu-void-authorization-twice @clause:OSG-37 @sad-path @vendor
  Scenario: A voided authorization is not voided again
    Given an approved authorization
    And the authorization is voided
    When the authorization is voided
    Then the call is refused with 409

  @id:osigu-void-authorization-dispensed @clause:OSG-37 @clause:OSG-38 @sad-path @vendor
  Scenario: An authorization that was dispensed is not voided
    Given an approved authorization
    And a completed dispensation
    When the authorization is voided
    Then the call is refused with 409

  @id:osigu-void-authorization-no-dispensation @clause:OSG-38 @sad-path @vendor @simulated-only
  Scenario: The code of a voided authorization is not dispensed
    Given an approved authorization
    And the authorization is voided
    When the dispensation of the code is started
    Then the call is refused with 422 or 409

  @id:osigu-authorization-expired @clause:OSG-38 @sad-path @vendor @simulated-only
  Scenario: The code of an authorization that has expired is not dispensed
    Given an approved authorization
    And 31 days pass
    When the dispensation of the code is started
    Then the call is refused with 422 or 409
