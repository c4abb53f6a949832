@ideon
Feature: Hooks
  A group can be subscribed to: then Ideon tells of each new state of a coverage period and of each new problem. Where
  the deliveries go is agreed with Ideon outside the API.

  @id:ideon-hooks-subscribed @clause:IDN-255 @happy-path @vendor
  Scenario: A group is subscribed to, and the answer says so in words
    Given a group
    When the group is subscribed to
    Then the call succeeds
    And the answer is the text "Resource Created Successfully"

  @id:ideon-hooks-state @clause:IDN-369 @clause:IDN-371 @happy-path @vendor @needs:hooks
  Scenario: A new state of a coverage period is delivered, and reads as delivered
    Given a coverage period of the group
    And a receiver that is subscribed to the group
    When the setup of the coverage period is completed
    Then a change of the coverage period is delivered
    When the coverage period is read
    Then the delivery agrees with what was read

  @id:ideon-hooks-states @clause:IDN-369 @happy-path @vendor @simulated-only
  Scenario: Each change of the state is delivered once
    Given a coverage period of the group
    And a receiver that is subscribed to the group
    When the coverage period moves to "configuration"
    And the coverage period moves to "test"
    And the coverage period moves to "production"
    And a minute has passed
    Then 3 changes of the coverage period are delivered, each once
    And nothing else is delivered

  @id:ideon-hooks-no-change @clause:IDN-369 @clause:IDN-302 @happy-path @vendor @simulated-only
  Scenario: Completing the setup again, which changes nothing, causes no delivery
    Given a coverage period of the group
    And a receiver that is subscribed to the group
    And the setup of the coverage period was completed
    When the setup of the coverage period is completed
    And a minute has passed
    Then 1 change of the coverage period is delivered, each once
    And nothing else is delivered

  @id:ideon-hooks-problem @clause:IDN-370 @happy-path @vendor @simulated-only
  Scenario: A new problem is delivered, and stands in the list of its coverage period
    Given a coverage period of the group
    And a receiver that is subscribed to the group
    When an enrollment problem is opened
    Then the enrollment problem is delivered
    When the enrollment problems are listed
    Then the list has the enrollment problem

  @id:ideon-hooks-other-groups @clause:IDN-372 @clause:IDN-369 @happy-path @vendor @simulated-only
  Scenario: A coverage period of another group causes no delivery
    Given a coverage period of the group
    And a receiver that is subscribed to the group
    And another group
    And another coverage period of the group
    When the second coverage period moves to "configuration"
    And the first coverage period moves to "configuration"
    And a minute has passed
    Then 1 change of the first coverage period is delivered, each once
    And nothing else is delivered

  @id:ideon-hooks-not-subscribed @clause:IDN-372 @clause:IDN-370 @happy-path @vendor @simulated-only
  Scenario: A problem of another group causes no delivery
    Given a coverage period of the group
    And a receiver that is subscribed to the group
    And another group
    And another coverage period of the group
    And an enrollment problem of the coverage period
    When an enrollment problem of the first coverage period is opened
    Then the enrollment problem is delivered
    And nothing else is delivered
