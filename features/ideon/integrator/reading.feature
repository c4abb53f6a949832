@ideon
Feature: The platform reads answers as the reference allows them to be
  A list may have many pages. Success is what the status says: 200 or 201, and never the absence of `errors`, which
  successes have as well. Members that no page documents are left alone, and so are items of lists without a schema.

  @id:ideon-integrator-pages @clause:IDN-14 @happy-path @integrator
  Scenario Outline: The platform walks through <count> subscribers, 2 to a page
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has enrolled <count> employees
    When the platform lists the subscribers, 2 to a page
    Then the platform has all <count> subscribers, each once

    Examples:
      | case       | count |
      | short-page | 5     |
      | full-page  | 4     |

  @id:ideon-integrator-problems @clause:IDN-27 @happy-path @integrator
  Scenario: Enrollment problems are what was asked for, and no failure
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon has opened an enrollment problem
    When the platform lists the enrollment problems
    Then the platform reports success
    And the platform shows 1 enrollment problem

  @id:ideon-integrator-problem-of-group @clause:IDN-27 @happy-path @integrator
  Scenario: A group that has an enrollment problem is read like any other
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon has opened an enrollment problem
    When the platform reads the group
    Then the platform reports success

  @id:ideon-integrator-problems-refused @clause:IDN-27 @sad-path @integrator
  Scenario: The errors of a refusal are no enrollment problems
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon no longer knows what the platform has made
    When the platform lists the enrollment problems
    Then the platform reports that Ideon does not know it
    And the platform shows 0 enrollment problems

  @id:ideon-integrator-plain-success @clause:IDN-34 @happy-path @integrator
  Scenario: 200 is a success where the reference has 201
    Given Ideon answers every success with 200
    And a platform that uses Ideon's API
    When the platform sets a group up
    Then the platform reports success

  @id:ideon-integrator-odd-success @clause:IDN-34 @happy-path @integrator
  Scenario: 201 is a success where something was only read
    Given a platform that uses Ideon's API
    And the platform has set a group up that Ideon applies for
    When the platform asks which plans a carrier has
    Then the platform reports success

  @id:ideon-integrator-unknown-members @clause:IDN-35 @happy-path @integrator
  Scenario: Members and items that no page documents do the platform no harm
    Given Ideon's answers have members and items that no page documents
    And a platform that uses Ideon's API
    When the platform sets a group up
    Then the platform reports success

  @id:ideon-integrator-untyped-lists @clause:IDN-35 @happy-path @integrator
  Scenario: The platform expects nothing of a list's items that no schema states
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform reads the group
    Then the platform reports success
