@ideon
Feature: The platform keeps the ids of one step for the next
  The users of a platform give names; Ideon wants the ids that it gave itself. A subscriber has the id of the location,
  and an election names the plan, the subscriber and the dependents by their ids.

  @id:ideon-integrator-location @clause:IDN-279 @happy-path @integrator
  Scenario: An employee is sent with the id of the location
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform enrolls an employee
    Then the id of the location went into the next step

  @id:ideon-integrator-ids @clause:IDN-378 @happy-path @integrator
  Scenario Outline: The id of the <thing> goes into the next step
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has set another group up
    When the platform enrolls an employee
    Then the id of the <thing> went into the next step

    Examples:
      | case            | thing           |
      | group           | group           |
      | coverage-period | coverage period |
      | plan            | plan            |
      | classification  | classification  |
      | subscriber      | subscriber      |
      | dependent       | dependent       |
