@osigu
Feature: The sandbox is reset
  The sandbox may be reset without notice. What was made before is then unknown, and what every provider is seeded with
  is there again under new ids.

  @id:osigu-sandbox-reset-request @clause:OSG-13 @clause:OSG-66 @sad-path @vendor @simulated-only
  Scenario: A request from before the reset is unknown
    Given an open request for a medication
    When the sandbox is reset
    And the request is read
    Then the call is refused with 404

  @id:osigu-sandbox-reset-beneficiary @clause:OSG-13 @clause:OSG-66 @sad-path @vendor @simulated-only
  Scenario: A beneficiary's id from before the reset is unknown
    Given an active beneficiary
    When a pre-authorization for a medication is requested
    Then the call succeeds
    When the sandbox is reset
    And a pre-authorization for a medication is requested
    Then the call is refused with 404 or 422

  @id:osigu-sandbox-reset-code @clause:OSG-13 @clause:OSG-66 @sad-path @vendor @simulated-only
  Scenario: A code from before the reset is unknown
    Given an approved authorization
    When the sandbox is reset
    And the dispensation of the code is started
    Then the call is refused with 404 or 422

  @id:osigu-sandbox-reset-claim @clause:OSG-13 @clause:OSG-66 @sad-path @vendor @simulated-only
  Scenario: A claim from before the reset is unknown
    Given an open claim
    When the sandbox is reset
    And the claim is read
    Then the call is refused with 404

  @id:osigu-sandbox-reset-batch @clause:OSG-13 @clause:OSG-66 @sad-path @vendor @simulated-only
  Scenario: A batch from before the reset is unknown
    Given an open batch
    When the sandbox is reset
    And the batch is read
    Then the call is refused with 404

  @id:osigu-sandbox-reset-seeded @clause:OSG-13 @clause:OSG-15 @happy-path @vendor @simulated-only
  Scenario: After a reset the beneficiary is found again, under a new id
    Given an active beneficiary
    And the sandbox is reset
    When the active beneficiary is searched for
    Then the call succeeds
    And the beneficiary has another id than before
    And the coverage is active

  @id:osigu-sandbox-reset-usable @clause:OSG-13 @clause:OSG-15 @happy-path @vendor @simulated-only
  Scenario: After a reset a pre-authorization can be obtained anew
    Given an active beneficiary
    And the sandbox is reset
    When the active beneficiary is searched for
    And a pre-authorization for a medication is requested
    Then the call succeeds
    When the indication is attached
    And the request is completed
    Then the status is "COMPLETED"
    And an authorization is approved with a code
