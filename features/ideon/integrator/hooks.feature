@ideon
Feature: The platform takes a hook for a hint
  A hook has no number and no time, and nothing says that it comes once or in order. So the platform accepts it, reads what
  it is about, and tells its user once. Where no hook comes it looks by itself.

  @id:ideon-integrator-hook-repeated @clause:IDN-373 @happy-path @integrator
  Scenario: A hook that comes twice is accepted twice and told once
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform is subscribed to the group
    And Ideon moves the platform's coverage period to production
    And Ideon has opened an enrollment problem
    When the hooks about it reach the platform twice each
    Then the platform accepted every delivery
    And its user heard once that the coverage period is in production
    And its user heard once of the enrollment problem

  @id:ideon-integrator-hook-order @clause:IDN-373 @happy-path @integrator
  Scenario: Hooks in the wrong order leave the platform with the right state
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform is subscribed to the group
    And Ideon moves the platform's coverage period to configuration
    And Ideon moves the platform's coverage period to production
    When the hooks about it reach the platform in reverse order
    Then the platform holds its coverage period to be in production
    And its user heard once that the coverage period is in production

  @id:ideon-integrator-hook-in-order @clause:IDN-373 @happy-path @integrator
  Scenario: Hooks that come in order leave the platform with the right state
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And the platform is subscribed to the group
    And Ideon moves the platform's coverage period to production
    When the hooks about it reach the platform in order
    Then the platform accepted every delivery
    And the platform holds its coverage period to be in production

  @id:ideon-integrator-no-hook @clause:IDN-373 @happy-path @integrator
  Scenario: What no hook tells of is found by looking
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon moves the platform's coverage period to production
    And Ideon has opened an enrollment problem
    When the platform looks by itself
    Then its user heard once that the coverage period is in production
    And its user heard once of the enrollment problem
