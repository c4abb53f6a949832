@ideon
Feature: Employment classifications
  Departments, divisions, classes and the like, by which a group sorts its employees.

  @id:ideon-classifications-created @clause:IDN-145 @clause:IDN-323 @happy-path @vendor
  Scenario: A classification gets an id of its own and comes back as sent
    When an employment classification is created with everything optional
    Then the call succeeds
    And the employment classification has an id of its own
    And the employment classification comes back as sent

  @id:ideon-classifications-no-number @clause:IDN-323 @happy-path @vendor
  Scenario: The carrier's identifier of a classification may be missing
    When an employment classification is created with "carrier_identifier" set to "nothing"
    Then the call succeeds
    And the employment classification has "carrier_identifier" set to "nothing"

  @id:ideon-classifications-changed @clause:IDN-151 @clause:IDN-324 @happy-path @vendor
  Scenario: A classification of an installment shows on the group as it was updated
    Given a group installment
    And an employment classification of the group
    When the employment classification is updated with "description" set to "Everybody in Ohio"
    Then the call succeeds
    And the employment classification keeps its id
    And the employment classification has "description" set to "Everybody in Ohio"
    When the group is read
    Then the group shows the employment classification with "description" set to "Everybody in Ohio"

  @id:ideon-classifications-changed-alone @clause:IDN-151 @happy-path @vendor
  Scenario: A change of one classification leaves another one alone
    Given a group installment
    And an employment classification with "description" set to "Everybody in Ohio"
    And another employment classification of the group
    When the second employment classification is updated with "description" set to "Everybody in Maine"
    And the group is read
    Then the group shows the first employment classification with "description" set to "Everybody in Ohio"

  @id:ideon-classifications-of-subscriber @clause:IDN-331 @clause:IDN-157 @happy-path @vendor
  Scenario Outline: A subscriber belongs to a <kind>
    Given an employment classification with "type" set to "<kind>"
    When a subscriber is created in the "<kind>" of that classification
    Then the call succeeds
    When the subscriber is read
    Then the subscriber comes back as sent

    Examples:
      | case       | kind       |
      | class      | class      |
      | department | department |
      | division   | division   |
      | subgroup   | subgroup   |

  @id:ideon-classifications-none @clause:IDN-331 @happy-path @vendor
  Scenario Outline: A subscriber may have no <kind>
    When a subscriber is created with "<kind>" set to "nothing"
    Then the call succeeds
    And the subscriber has "<kind>" set to "nothing"

    Examples:
      | case       | kind       |
      | class      | class      |
      | department | department |
      | division   | division   |
      | subgroup   | subgroup   |
