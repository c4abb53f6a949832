@osigu
Feature: Dispense a code
  A code is redeemed at the counter in two steps: the dispensation is started, which reserves the code, and completed,
  when the goods are handed out. A code is redeemed once.

  @id:osigu-dispensing-start @clause:OSG-38 @clause:OSX-6 @happy-path @vendor
  Scenario: A dispensation starts on the code of an approved authorization
    Given an approved authorization
    When the dispensation of the code is started
    Then the call succeeds
    And the dispensation has started on an authorization code
    And the dispensation is about what was authorized

  @id:osigu-dispensing-mock-needs-no-verification @clause:OSG-18 @clause:OSG-19 @happy-path @vendor
  Scenario: A dispensation of the mock sponsor needs no verification
    Given an approved authorization
    When the dispensation of the code is started
    Then no verification is required

  @id:osigu-dispensing-complete @clause:OSG-38 @clause:OSX-7 @happy-path @vendor
  Scenario: Completing the dispensation of an authorization makes a claim
    Given an approved authorization
    And a started dispensation
    When the dispensation is completed
    Then the call succeeds
    And the status is "COMPLETED"
    And the dispensation has made a claim

  @id:osigu-dispensing-read @clause:OSG-38 @happy-path @vendor
  Scenario: A started dispensation reads as started
    Given an approved authorization
    And a started dispensation
    When the dispensation is read
    Then the status is "STARTED"
    When the verification status is read
    Then the call succeeds

  @id:osigu-dispensing-duplicate @clause:OSG-55 @clause:OSG-80 @sad-path @vendor
  Scenario: A code whose dispensation was started is not dispensed a second time
    Given an approved authorization
    And a started dispensation
    When another dispensation of the same code is started
    Then the call is refused with 409
    And the refusal says why

  @id:osigu-dispensing-duplicate-completed @clause:OSG-55 @sad-path @vendor
  Scenario: A code whose dispensation was completed is not dispensed again
    Given an approved authorization
    And a completed dispensation
    When another dispensation of the same code is started
    Then the call is refused with 409 or 422

  @id:osigu-dispensing-after-void @clause:OSG-38 @sad-path @vendor
  Scenario: A code whose dispensation was voided can be dispensed again
    Given an approved authorization
    And a started dispensation
    And the dispensation is voided
    When another dispensation of the same code is started
    Then the call succeeds
    And the status is "STARTED"

  @id:osigu-dispensing-timeout @clause:OSG-38 @sad-path @vendor @simulated-only
  Scenario: A dispensation that is never completed gives its code back
    Given an approved authorization
    And a started dispensation
    And 16 minutes pass
    When another dispensation of the same code is started
    Then the call succeeds
    And the status is "STARTED"

  @id:osigu-dispensing-completed-twice @clause:OSG-38 @sad-path @vendor
  Scenario: A completed dispensation is not completed again
    Given an approved authorization
    And a completed dispensation
    When the dispensation is completed
    Then the call is refused with 409

  @id:osigu-dispensing-void-completed @clause:OSG-38 @sad-path @vendor
  Scenario: A completed dispensation is not voided
    Given an approved authorization
    And a completed dispensation
    When the dispensation is voided
    Then the call is refused with 409

  @id:osigu-dispensing-unknown-code @clause:OSG-38 @clause:OSG-80 @sad-path @vendor
  Scenario: A code that nobody issued is not dispensed
    Given an approved authorization
    And a started dispensation
    When the dispensation of an unknown code is started
    Then the call is refused with 404 or 422

  @id:osigu-dispensing-other-beneficiary @clause:OSG-38 @sad-path @vendor
  Scenario: A code is not dispensed to another beneficiary
    Given an approved authorization
    And a started dispensation
    And the dispensation is voided
    When the dispensation of the code is started for another beneficiary
    Then the call is refused with 422 or 404

  @id:osigu-dispensing-excess @clause:OSG-38 @sad-path @vendor
  Scenario Outline: A dispensation is not completed with <excess>
    Given an approved authorization
    And a started dispensation
    When the dispensation is completed with <excess>
    Then the call is refused with 422 or 409

    Examples:
      | case  | excess                   |
      | more  | more than was authorized |
      | other | another product          |
