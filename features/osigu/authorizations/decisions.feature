@osigu
Feature: Pre-authorizations of the mock sponsor
  A request is opened, gets the documents that the sponsor wants, and is completed; then the mock sponsor decides at once.
  Each part of a request is approved with a code, or rejected with a reason.

  @id:osigu-authorization-opened @clause:OSX-5 @happy-path @vendor
  Scenario: A request that was opened waits for its documents
    Given an active beneficiary
    When a pre-authorization for a medication is requested
    Then the call succeeds
    And the status is "PENDING_INDICATION"

  @id:osigu-authorization-approved @clause:OSG-37 @clause:OSG-20 @happy-path @vendor
  Scenario: The mock sponsor approves a complete request at once
    Given an open request for a medication
    And the indication is attached
    When the request is completed
    Then the status is "COMPLETED"
    And an authorization is approved with a code

  @id:osigu-authorization-every-type @clause:OSG-17 @happy-path @vendor
  Scenario Outline: The mock sponsor accepts <type> products
    Given an open request for a <type> product
    And the indication is attached
    When the request is completed
    Then the status is "COMPLETED"
    And an authorization is approved with a code

    Examples:
      | case       | type       |
      | medication | MEDICATION |
      | lab        | LAB        |
      | imaging    | IMAGING    |
      | procedure  | PROCEDURE  |

  @id:osigu-authorization-read-back @clause:OSG-37 @happy-path @vendor
  Scenario: A decided request reads as decided
    Given an open request for a medication
    And the indication is attached
    And the request is completed
    When the request is read
    Then the status is "COMPLETED"
    And an authorization is approved with a code

  @id:osigu-authorization-rejected @clause:OSG-53 @clause:OSG-80 @sad-path @vendor
  Scenario: A rejected authorization says why
    Given an open request for a rejected medication
    And the indication is attached
    When the request is completed
    Then the status is "COMPLETED"
    And an authorization is rejected with a reason

  @id:osigu-authorization-mixed @clause:OSG-53 @clause:OSG-37 @sad-path @vendor
  Scenario: One request can be approved in part and rejected in part
    Given an open request for a lab test and a rejected medication
    And the indication is attached
    When the request is completed
    Then the status is "COMPLETED"
    And an authorization is approved with a code
    And an authorization is rejected with a reason

  @id:osigu-authorization-missing-indication @clause:OSG-51 @clause:OSX-5 @sad-path @vendor
  Scenario: Completing without the indication leaves the request pending
    Given an open request for a medication
    When the request is completed without the indication
    Then the request still waits for the indication

  @id:osigu-authorization-indication-later @clause:OSG-51 @clause:OSG-37 @sad-path @vendor
  Scenario: A request that lacked its indication is decided once it has it
    Given an open request for a medication
    When the request is completed without the indication
    Then the request still waits for the indication
    When the indication is attached
    And the request is completed
    Then the status is "COMPLETED"
    And an authorization is approved with a code

  @id:osigu-authorization-validity @clause:OSG-37 @happy-path @vendor
  Scenario: An approved authorization is valid for about a month
    Given an open request for a medication
    And the indication is attached
    When the request is completed
    Then the approved authorization is valid for about 30 days

  @id:osigu-authorization-without-cover @clause:OSG-49 @sad-path @vendor @simulated-only
  Scenario: Nothing is approved for somebody whose coverage has expired
    Given an open request for a medication of the beneficiary with expired coverage
    And the indication is attached
    When the request is completed
    Then no authorization is approved
