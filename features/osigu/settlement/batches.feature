@osigu
Feature: Settlement batches
  A provider collects the completed claims of one sponsor in a batch, adds documents, and dispatches it. The sponsor then
  accepts it, rejects it, or accepts a part of it. The settling sponsor is the one in the sandbox that takes batches.

  @id:osigu-settlement-started @clause:OSG-45 @clause:OSX-9 @happy-path @vendor
  Scenario: A new batch is open for one sponsor
    When a batch is started
    Then the call succeeds
    And the batch is open for its sponsor

  @id:osigu-settlement-candidates @clause:OSG-45 @happy-path @vendor
  Scenario: A completed claim is a candidate of its sponsor's batch
    Given a completed claim
    And an open batch
    When the candidates are listed
    Then the completed claim is a candidate

  @id:osigu-settlement-candidate-dispensed @clause:OSG-45 @clause:OSX-7 @happy-path @vendor
  Scenario: The claim of a dispensation is a candidate with the total of what was dispensed
    Given a completed claim of a dispensation
    And an open batch
    When the candidates are listed
    Then the completed claim is a candidate
    And the candidate shows what was dispensed

  @id:osigu-settlement-no-open-candidate @clause:OSG-45 @happy-path @vendor
  Scenario: An open claim is no candidate
    Given a completed claim
    And an open claim beside it
    And an open batch
    When the candidates are listed
    Then the completed claim is a candidate
    And the open claim is no candidate

  @id:osigu-settlement-no-foreign-candidate @clause:OSX-9 @happy-path @vendor
  Scenario: The claim of another sponsor is no candidate
    Given a completed claim
    And a completed claim of another sponsor
    And an open batch
    When the candidates are listed
    Then the completed claim is a candidate
    And the claim of another sponsor is no candidate

  @id:osigu-settlement-candidate-once @clause:OSG-45 @happy-path @vendor
  Scenario: A claim that is in a batch is no candidate of the next one
    Given a completed claim
    And an open batch
    When the candidates are listed
    Then the completed claim is a candidate
    When the completed claim is attached
    Then the call succeeds
    When a batch is started
    And the candidates are listed
    Then the completed claim is no candidate

  @id:osigu-settlement-attached @clause:OSG-45 @happy-path @vendor
  Scenario: A completed claim can be attached to a batch
    Given a completed claim
    And an open batch
    When the completed claim is attached
    Then the call succeeds

  @id:osigu-settlement-document @clause:OSG-45 @happy-path @vendor
  Scenario: A document can be added to an open batch
    Given an open batch
    When a document of the batch is uploaded
    Then the call succeeds

  @id:osigu-settlement-dispatched @clause:OSG-45 @clause:OSX-9 @happy-path @vendor
  Scenario: A batch with a claim can be dispatched
    Given a completed claim
    And an open batch
    And the completed claim was attached
    When the batch is dispatched
    Then the call succeeds
    And the batch is submitted or decided

  @id:osigu-settlement-dispatched-read @clause:OSX-9 @happy-path @vendor
  Scenario: A dispatched batch does not read as open
    Given a completed claim
    And an open batch
    And the completed claim was attached
    And the batch was dispatched
    When the batch is read
    Then the batch is submitted or decided

  @id:osigu-settlement-decided @clause:OSX-9 @happy-path @vendor @simulated-only
  Scenario Outline: A batch that the sponsor <decides> reads <status>
    Given a completed claim
    And an open batch
    And the completed claim was attached
    And the batch was dispatched
    When the sponsor <decides> the batch
    And the batch is read
    Then the batch reads "<status>"

    Examples:
      | case     | decides           | status             |
      | accepted | pays              | ACCEPTED           |
      | rejected | rejects           | REJECTED           |
      | partly   | accepts a part of | PARTIALLY_ACCEPTED |

  @id:osigu-settlement-settled @clause:OSX-9 @happy-path @vendor @simulated-only
  Scenario: The settling sponsor accepts a batch within a minute
    Given a completed claim
    And an open batch
    And the completed claim was attached
    And the batch was dispatched
    And 60 seconds pass
    When the batch is read
    Then the batch reads "ACCEPTED"
