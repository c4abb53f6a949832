@oscar
Feature: The client escalates an internal error
  On an ESCALATE failure a client writes the application id into its log and alerts its operations team, who take it to
  Oscar's support. It does not simply try again.

  @id:oscar-integrator-escalate @clause:OSC-62 @clause:OSC-63 @error-handling @integrator
  Scenario Outline: The client logs and alerts when it cannot <call>
    Given an integration that has enrolled a member
    And Oscar answers the next 1 call with an internal error
    When the integration is asked to <call>
    Then the operation fails
    And the application id of the failure is in the log
    And operations are alerted

    Examples:
      | case            | call                        |
      | create          | create a membership         |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-integrator-escalate-no-retry @clause:OSC-54 @clause:OSC-63 @error-handling @integrator
  Scenario: The client does not repeat a request that met an internal error
    Given an integration that has enrolled a member
    And Oscar answers the next 1 call with an internal error
    When the integration is asked to get the balance
    Then the operation fails
    And the request was sent 1 time
    And operations are alerted
