@ideon
Feature: The platform passes coverage by the rules
  Each subscriber is sent in a call of its own, and changes in their order. New coverage is a new life event; a change
  of a life event only repairs it. Each coverage period has a life event of its own. COBRA follows a termination, and
  coverage that never took effect ends before it starts.

  @id:ideon-integrator-one-call-each @clause:IDN-336 @happy-path @integrator
  Scenario: Each employee is sent in a call of its own
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform enrolls 3 employees
    Then each employee was sent in one call of its own

  @id:ideon-integrator-order @clause:IDN-336 @happy-path @integrator
  Scenario: Changes of a record are sent in the order in which they happened
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has enrolled an employee
    When the platform sends 3 changes of the employee's record
    Then the changes came in their order
    And the platform reports success

  @id:ideon-integrator-new-coverage @clause:IDN-346 @happy-path @integrator
  Scenario: New coverage is a new life event
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has enrolled an employee
    When the platform sends new coverage after a marriage
    Then the new coverage came as a new life event
    And the platform reports success

  @id:ideon-integrator-repair @clause:IDN-346 @happy-path @integrator
  Scenario: A repair changes the life event that it repairs
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has enrolled an employee
    When the platform repairs the coverage that it has sent
    Then the repair changed the life event and made no new one
    And the platform reports success

  @id:ideon-integrator-hire @clause:IDN-347 @happy-path @integrator
  Scenario: A hire is dated by the first day of work
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform hires an employee
    Then the life event is dated by the first day of work
    And the platform reports success

  @id:ideon-integrator-cobra @clause:IDN-349 @happy-path @integrator
  Scenario: A termination that was not sent yet is sent before COBRA
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has enrolled an employee
    When the platform continues the coverage under COBRA
    Then the termination came once, and before COBRA
    And the platform reports success

  @id:ideon-integrator-cobra-terminated @clause:IDN-349 @happy-path @integrator
  Scenario: A termination that was sent is not sent again for COBRA
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has enrolled an employee
    And the platform has ended the employment
    When the platform continues the coverage under COBRA
    Then the termination came once, and before COBRA
    And the platform reports success

  @id:ideon-integrator-taken-back @clause:IDN-350 @happy-path @integrator
  Scenario: Coverage that never took effect ends on the day before it starts
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has enrolled an employee
    When the platform takes the medical coverage back
    Then the coverage ends on the day before it starts
    And the platform reports success

  @id:ideon-integrator-one-event-each @clause:IDN-351 @happy-path @integrator
  Scenario: Each coverage period has a life event of its own
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform hires an employee
    Then there is one life event for each of 2 coverage periods
