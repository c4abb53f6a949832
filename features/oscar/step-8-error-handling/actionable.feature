@oscar
Feature: Refusals that a user can act on
  A request with invalid data is refused as ACTIONABLE: a 400 with an error code and the field at fault. Each scenario
  first has the same request accepted without its defect, so that a refusal speaks of the defect and of nothing else.

  @id:oscar-actionable-ssn-not-numeric @sad-path @vendor
  @clause:OSC-40 @clause:OSC-41 @clause:OSC-42 @clause:OSC-48 @clause:OSC-49
  Scenario Outline: An SSN that is not numeric is refused for <member>
    Given a request to create a membership that Oscar accepts
    When the same request is sent <defect>
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "ssn"

    Examples:
      | case          | member            | defect                                  |
      | policy-holder | the policy holder | with a non-numeric SSN                  |
      | dependent     | a dependent       | with a non-numeric SSN of the dependent |

  @id:oscar-actionable-ssn-length @sad-path @vendor
  @clause:OSC-40 @clause:OSC-41 @clause:OSC-43 @clause:OSC-48 @clause:OSC-49
  Scenario Outline: An SSN of <digits> digits is refused for <member>
    Given a request to create a membership that Oscar accepts
    When the same request is sent <defect>
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "ssn"

    Examples:
      | case            | digits | member            | defect                                   |
      | too-short       | 8      | the policy holder | with an SSN of 8 digits                  |
      | too-long        | 10     | the policy holder | with an SSN of 10 digits                 |
      | dependent-short | 8      | a dependent       | with an SSN of 8 digits of the dependent |

  @id:oscar-actionable-policy-info @sad-path @vendor
  @clause:OSC-40 @clause:OSC-41 @clause:OSC-44 @clause:OSC-48 @clause:OSC-49
  Scenario: An enrollment without policy information is refused
    Given a request to create a membership that Oscar accepts
    When the same request is sent without policy information
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "policy_info"

  @id:oscar-actionable-enrollees @sad-path @vendor
  @clause:OSC-40 @clause:OSC-41 @clause:OSC-45 @clause:OSC-48 @clause:OSC-49
  Scenario: An enrollment that leaves out its enrollees is refused
    Given a request to create a membership that Oscar accepts
    When the same request is sent without enrollees
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "enrollees"

  @id:oscar-actionable-no-enrollee @clause:OSC-40 @clause:OSC-46 @clause:OSC-48 @clause:OSC-49 @sad-path @vendor
  Scenario: An enrollment of nobody is refused
    Given a request to create a membership that Oscar accepts
    When the same request is sent with an empty list of enrollees
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "enrollees"

  @id:oscar-actionable-policy-holder @sad-path @vendor
  @clause:OSC-40 @clause:OSC-41 @clause:OSC-46 @clause:OSC-48 @clause:OSC-49
  Scenario: Enrollees without a policy holder among them are refused
    Given a request to create a membership that Oscar accepts
    When the same request is sent without a policy holder
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "enrollees"

  @id:oscar-actionable-duplicate-ssn @sad-path @vendor
  @clause:OSC-40 @clause:OSC-41 @clause:OSC-47 @clause:OSC-48 @clause:OSC-49
  Scenario: Two enrollees with one SSN are refused
    Given a request to create a membership that Oscar accepts
    When the same request is sent with one SSN for two enrollees
    Then the call is refused as actionable
    And the refusal carries an error code
    And the refusal names the field "ssn"

  @id:oscar-actionable-corrected @clause:OSC-9 @clause:OSC-40 @clause:OSC-41 @error-handling @vendor
  Scenario Outline: An enrollment <defect> is accepted once it is corrected
    Given a request to create a membership that Oscar accepts
    When the same request is sent <defect>
    Then the call is refused as actionable
    When the corrected request is sent again
    Then the call succeeds
    And the response has an "oscar_id"

    Examples:
      | case        | defect                     |
      | ssn         | with an SSN of 8 digits    |
      | policy-info | without policy information |
