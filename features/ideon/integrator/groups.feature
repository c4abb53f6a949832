@ideon
Feature: The platform sets groups up by the rules
  A group in force is created as a group, and one that Ideon applies for as a group installment. Each carrier has one
  coverage period a plan year, and the setup of each is completed once. The plans that a carrier has are listed once the
  carrier has answered.

  @id:ideon-integrator-in-force @clause:IDN-286 @happy-path @integrator
  Scenario: A group whose insurance is in force is made without an installment
    Given a platform that uses Ideon's API
    When the platform sets a group up
    Then the group was not made as an installment
    And the platform reports success

  @id:ideon-integrator-installment @clause:IDN-286 @happy-path @integrator
  Scenario: A group that Ideon applies for is made as an installment
    Given a platform that uses Ideon's API
    When the platform sets a group up that Ideon applies for
    Then the group was made as an installment
    And the platform reports success

  @id:ideon-integrator-periods @clause:IDN-304 @happy-path @integrator
  Scenario: Each carrier has one coverage period, whatever it insures
    Given a platform that uses Ideon's API
    When the platform sets a group up
    Then there is one coverage period for each carrier and plan year, 2 in all
    And the platform reports success

  @id:ideon-integrator-periods-renewed @clause:IDN-304 @happy-path @integrator
  Scenario: Another plan year with a carrier has a coverage period of its own
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform renews the plans of a carrier for another year
    Then there is one coverage period for each carrier and plan year, 3 in all
    And the platform reports success

  @id:ideon-integrator-setup @clause:IDN-303 @happy-path @integrator
  Scenario: The setup of each coverage period is completed
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform completes the group's setup
    Then the setup of each coverage period was completed once
    And the platform reports success

  @id:ideon-integrator-setup-again @clause:IDN-303 @happy-path @integrator
  Scenario: A setup that was completed is not completed again
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has completed the group's setup
    When the platform completes the group's setup once more
    Then the setup of each coverage period was completed once
    And the platform reports success

  @id:ideon-integrator-setup-renewed @clause:IDN-303 @happy-path @integrator
  Scenario: The setup of a renewal is completed as well
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform has completed the group's setup
    When the platform renews the plans of a carrier for another year
    Then the setup of each coverage period was completed once
    And the platform reports success

  @id:ideon-integrator-availability @clause:IDN-312 @happy-path @integrator
  Scenario: The platform lists a carrier's plans when the carrier has answered
    Given a platform that uses Ideon's API
    And the platform has set a group up that Ideon applies for
    When the platform asks which plans a carrier has
    Then the platform listed the plans after the request was complete
    And the platform shows the carrier's plans
