@ideon
Feature: The platform authenticates each call, and calls one environment alone
  Every call carries credentials. A token lives until its `expires_at`, and the platform has a new one before that. The
  three environments have hosts and keys of their own, and which of them is used is a matter of configuration.

  @id:ideon-integrator-credentials @clause:IDN-2 @happy-path @integrator
  Scenario: Every call carries credentials
    Given a platform that uses Ideon's API
    And the platform has set a group up
    When the platform reads the group
    Then every call of the platform carried credentials
    And the platform reports success

  @id:ideon-integrator-credentials-repeated @clause:IDN-2 @error-handling @integrator
  Scenario: A call that is repeated carries credentials as well
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And Ideon refuses the next 2 calls with 429 for 5 seconds
    When the platform lists the subscribers
    Then every call of the platform carried credentials
    And the platform reports success

  @id:ideon-integrator-token-renewed @clause:IDN-8 @happy-path @integrator
  Scenario: The platform has a new token before the old one expires
    Given a platform that uses Ideon's API
    And the platform has set a group up
    And 24 hours and 1 minute pass
    When the platform lists the subscribers
    Then no call of the platform came with an expired token
    And the platform reports success

  @id:ideon-integrator-token-short @clause:IDN-8 @happy-path @integrator
  Scenario: The platform reads when its token expires and assumes nothing
    Given a token of Ideon's lives for 90 minutes
    And a platform that uses Ideon's API
    And the platform has set a group up
    And 1 hour and 31 minutes pass
    When the platform lists the subscribers
    Then no call of the platform came with an expired token
    And the platform reports success

  @id:ideon-integrator-environment @clause:IDN-31 @happy-path @integrator
  Scenario Outline: A platform that is set to <environment> calls no other environment
    Given a platform that knows Ideon's three environments and is set to <environment>
    When the platform sets a group up
    Then only the environment that it is set to heard of it
    And the platform reports success

    Examples:
      | case    | environment |
      | qa      | QA          |
      | staging | staging     |
