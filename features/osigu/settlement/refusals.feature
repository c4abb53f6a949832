@osigu
Feature: Settlement batches that are refused
  A batch never mixes sponsors, takes only completed claims that are in no other batch, and changes only while it is open.
  Each scenario first has the same done without the defect, and accepted.

  @id:osigu-settlement-period @clause:OSG-45 @clause:OSG-80 @sad-path @vendor
  Scenario Outline: A batch for the period "<period>" is refused
    Given an open batch
    When a batch is started for the period "<period>"
    Then the call is refused with 400 or 422
    And the refusal says why

    Examples:
      | case        | period     |
      | month-13    | 2026-13    |
      | no-month    | 2026       |
      | a-day       | 2026-06-15 |
      | words       | June 2026  |

  @id:osigu-settlement-unknown-sponsor @clause:OSG-45 @sad-path @vendor
  Scenario: A batch of a sponsor that does not exist is refused
    Given an open batch
    When a batch of an unknown sponsor is started
    Then the call is refused with 404 or 422

  @id:osigu-settlement-unknown @clause:OSG-45 @clause:OSG-80 @sad-path @vendor
  Scenario: A batch that nobody started is unknown
    Given an open batch
    When an unknown batch is read
    Then the call is refused with 404

  @id:osigu-settlement-other-sponsor @clause:OSX-9 @sad-path @vendor
  Scenario: A batch does not take the claim of another sponsor
    Given a completed claim of another sponsor
    And a completed claim
    And an open batch
    And the completed claim was attached
    When the claim of another sponsor is attached
    Then the call is refused with 409 or 422

  @id:osigu-settlement-open-claim @clause:OSG-45 @sad-path @vendor
  Scenario: A batch does not take a claim that is still open
    Given a completed claim
    And an open claim beside it
    And an open batch
    And the completed claim was attached
    When the open claim is attached
    Then the call is refused with 409 or 422

  @id:osigu-settlement-attached-twice @clause:OSG-45 @sad-path @vendor
  Scenario: A claim is not attached twice
    Given a completed claim
    And an open batch
    And the completed claim was attached
    When the completed claim is attached
    Then the call is refused with 409 or 422

  @id:osigu-settlement-two-batches @clause:OSG-45 @sad-path @vendor
  Scenario: A claim that is in one batch is not attached to another
    Given a completed claim
    And an open batch
    And the completed claim was attached
    And an open batch
    When the completed claim is attached
    Then the call is refused with 409 or 422

  @id:osigu-settlement-unknown-authorization @clause:OSG-45 @clause:OSG-80 @sad-path @vendor
  Scenario: An authorization that nobody issued cannot be attached
    Given a completed claim
    And an open batch
    And the completed claim was attached
    When an unknown authorization is attached
    Then the call is refused with 404 or 422

  @id:osigu-settlement-late-claim @clause:OSX-9 @sad-path @vendor
  Scenario: A dispatched batch takes no further claim
    Given a completed claim
    And an open batch
    And the completed claim was attached
    And the batch was dispatched
    And a completed claim
    When the completed claim is attached
    Then the call is refused with 409 or 422

  @id:osigu-settlement-late-document @clause:OSX-9 @sad-path @vendor
  Scenario: A dispatched batch takes no further document
    Given a completed claim
    And an open batch
    And the completed claim was attached
    When a document of the batch is uploaded
    Then the call succeeds
    When the batch is dispatched
    Then the call succeeds
    When a document of the batch is uploaded
    Then the call is refused with 409 or 422

  @id:osigu-settlement-empty @clause:OSG-45 @clause:OSG-80 @sad-path @vendor
  Scenario: An empty batch is not dispatched
    Given a completed claim
    And an open batch
    And the completed claim was attached
    And the batch was dispatched
    And an open batch
    When the batch is dispatched
    Then the call is refused with 409 or 422

  @id:osigu-settlement-dispatched-twice @clause:OSX-9 @clause:OSG-80 @sad-path @vendor
  Scenario: A batch is not dispatched twice
    Given a completed claim
    And an open batch
    And the completed claim was attached
    And the batch was dispatched
    When the batch is dispatched
    Then the call is refused with 409
