@ideon
Feature: The platform waits when Ideon asks it to
  A short run of 429 is to be expected beyond 1500 calls in five minutes. The platform waits, at least as long as Ideon
  says, and calls again; in the end it gives up. The reference fixes neither the pauses nor the number of attempts.

  @id:ideon-integrator-429 @clause:IDN-20 @error-handling @integrator
  Scenario: The platform waits out a 429 for as long as Ideon says
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon refuses the next 2 calls with 429 for 30 seconds
    When the platform lists the subscribers
    Then the platform reports success
    And the platform waited for at least 30 seconds before each repetition

  @id:ideon-integrator-429-pauses @clause:IDN-20 @error-handling @integrator
  Scenario: The platform waits longer and longer where Ideon does not say how long
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon refuses the next 3 calls with 429
    When the platform lists the subscribers
    Then the platform reports success
    And the platform waited longer before each repetition

  @id:ideon-integrator-gives-up @clause:IDN-20 @error-handling @integrator
  Scenario: The platform gives up after a bounded number of attempts
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon answers the next 50 calls with 503
    When the platform lists the subscribers
    Then the platform reports that Ideon is not available
    And the platform tried its last call 1 to 10 times
