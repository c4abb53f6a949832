@osigu
Feature: The client tries again with growing pauses and gives up in the end
  A 5xx can be temporary: a client sends the same request again, after pauses that grow, and gives up after a bounded
  number of attempts. The guide fixes neither the pauses nor the number.

  @id:osigu-client-retry @clause:OSG-87 @error-handling @integrator
  Scenario Outline: The client recovers from a temporary <status>
    Given an integration of Osigu's API that has a token
    And Osigu answers the next 2 calls with <status>
    When the integration searches for the active beneficiary
    Then the integration reports success

    Examples:
      | case | status |
      | 500  | 500    |
      | 502  | 502    |
      | 503  | 503    |
      | 504  | 504    |

  @id:osigu-client-retry-pauses @clause:OSG-87 @error-handling @integrator
  Scenario: The pauses between the tries grow
    Given an integration of Osigu's API that has a token
    And Osigu answers the next 50 calls with 503
    When the integration searches for the active beneficiary
    Then the integration reports that Osigu is not available
    And the pauses between its tries grow

  @id:osigu-client-retry-gives-up @clause:OSG-88 @error-handling @integrator
  Scenario: The client gives up after a bounded number of attempts
    Given an integration of Osigu's API that has a token
    And Osigu answers the next 50 calls with 503
    When the integration searches for the active beneficiary
    Then the integration reports that Osigu is not available
    And the last call was sent 2 to 10 times

  @id:osigu-client-retry-token @clause:OSG-87 @error-handling @integrator
  Scenario: The client recovers when the token endpoint fails for a while
    Given an integration of Osigu's API
    And Osigu answers the next 2 token requests with 503
    When the integration searches for the active beneficiary
    Then the integration reports success
    And Osigu has seen 3 token requests

  @id:osigu-client-retry-key @clause:OSG-87 @error-handling @integrator
  Scenario: A write that is tried again carries the same idempotency key
    Given an integration of Osigu's API
    And the integration has asked the mock sponsor for a medication
    And Osigu answers the next 2 calls with 503
    When the integration asks the mock sponsor for a medication
    Then the integration reports an approval
    And every try carried the same idempotency key
