@oscar
Feature: Check the connection
  Before anything else a vendor partner sees that its certificate opens the door: the health check greets it.

  @id:oscar-connection-welcome @clause:OSC-3 @clause:OSC-5 @happy-path @vendor
  Scenario: The health check greets a registered certificate
    When the connection is checked
    Then the call succeeds
    And Oscar answers with its welcome

  @id:oscar-connection-welcome-again @clause:OSC-3 @clause:OSC-5 @happy-path @vendor
  Scenario: The health check greets as before once a membership was created
    Given an enrolled member
    When the connection is checked
    Then Oscar answers with its welcome
