@oscar
Feature: The client tells its user what to correct
  On an ACTIONABLE refusal a client reads the error code and the field, and turns them into something that its user can
  act on. Sending the same data again would not help.

  @id:oscar-integrator-actionable @clause:OSC-50 @clause:OSC-51 @error-handling @integrator
  Scenario Outline: The user hears of an enrollment <defect>
    Given an integration of Oscar's API
    When the integration is asked to create a membership <defect>
    Then the operation is rejected
    And the error code and the field of the refusal were parsed
    And the user is shown the error code and the field

    Examples:
      | case          | defect                         |
      | not-numeric   | with a non-numeric SSN         |
      | too-short     | with an SSN of 8 digits        |
      | too-long      | with an SSN of 10 digits       |
      | policy-info   | without policy information     |
      | enrollees     | without enrollees              |
      | policy-holder | without a policy holder        |
      | duplicate-ssn | with one SSN for two enrollees |

  @id:oscar-integrator-actionable-no-retry @clause:OSC-51 @clause:OSC-54 @error-handling @integrator
  Scenario: The client does not repeat a request that was refused as actionable
    Given an integration of Oscar's API
    When the integration is asked to create a membership with an SSN of 8 digits
    Then the operation is rejected
    And the request was sent 1 time
