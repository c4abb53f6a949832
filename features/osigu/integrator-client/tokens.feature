@osigu
Feature: The client rations its tokens
  Osigu gives ten tokens a minute and no more. A client keeps one for 50 minutes and shares it among all that it does at
  the same time. Its credentials travel by HTTP Basic alone, and those of one environment never reach the other.

  @id:osigu-client-token @clause:OSG-33 @happy-path @integrator
  Scenario: The client gets a token and is let in with it
    Given an integration of Osigu's API
    When the integration searches for the active beneficiary
    Then the integration reports success
    And Osigu has seen 1 token request

  @id:osigu-client-token-reused @clause:OSG-35 @clause:OSG-78 @clause:OSG-85 @happy-path @integrator
  Scenario: The client uses one token for many calls
    Given an integration of Osigu's API
    When the integration searches for the active beneficiary 12 times
    Then the integration reports success
    And Osigu has seen 1 token request

  @id:osigu-client-token-at-once @clause:OSG-35 @clause:OSG-85 @happy-path @integrator
  Scenario: Fifty users who come at the same time share one token
    Given an integration of Osigu's API
    When 50 users of the integration search at the same time
    Then the integration reports success
    And Osigu has seen 1 token request

  @id:osigu-client-token-kept @clause:OSG-77 @clause:OSG-78 @happy-path @integrator
  Scenario: The client keeps its token for 50 minutes
    Given an integration of Osigu's API that has a token
    And 49 minutes pass
    And 59 seconds pass
    When the integration searches for the active beneficiary
    Then the integration reports success
    And Osigu has seen 1 token request

  @id:osigu-client-token-renewed @clause:OSG-77 @happy-path @integrator
  Scenario: The client fetches a new token after 50 minutes
    Given an integration of Osigu's API that has a token
    And 50 minutes pass
    When the integration searches for the active beneficiary
    Then the integration reports success
    And Osigu has seen 2 token requests

  @id:osigu-client-token-taken-back @clause:OSG-33 @error-handling @integrator
  Scenario: The client answers a 401 with one new token and one repetition
    Given an integration of Osigu's API that has a token
    And the token of the client was revoked
    When the integration searches for the active beneficiary
    Then the integration reports success
    And Osigu has seen 2 token requests

  @id:osigu-client-token-refused @clause:OSG-85 @clause:OSG-88 @error-handling @integrator
  Scenario: The client does not go on fetching tokens where Osigu refuses every one
    Given an integration of Osigu's API that has a token
    And Osigu answers the next 50 calls with 401
    When the integration searches for the active beneficiary
    Then the integration reports that Osigu does not let it in
    And Osigu has seen 2 token requests
    And the last call was sent 2 times

  @id:osigu-client-token-limited @clause:OSG-58 @error-handling @integrator
  Scenario: The client waits as long as the token endpoint tells it to
    Given an integration of Osigu's API
    And Osigu refuses the next 1 token request with 429 for 40 seconds
    When the integration searches for the active beneficiary
    Then the integration reports success
    And the next token request came after at least 40 seconds
    And Osigu has seen 2 token requests

  @id:osigu-client-credentials @clause:OSX-2 @happy-path @integrator
  Scenario: The credentials travel by HTTP Basic and never in the body
    Given an integration of Osigu's API
    When the integration searches for the active beneficiary
    Then the integration reports success
    And the credentials came by HTTP Basic alone

  @id:osigu-client-environments @clause:OSG-5 @happy-path @integrator
  Scenario Outline: A client that is set to the <environment> keeps away from the other environment
    Given an integration that knows both environments and is set to the <environment>
    When the integration searches for the active beneficiary
    Then the environments were kept apart
    And the integration reports success

    Examples:
      | case       | environment |
      | sandbox    | sandbox     |
      | production | production  |
