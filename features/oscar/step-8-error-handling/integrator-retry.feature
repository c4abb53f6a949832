@oscar
Feature: The client tries again with exponential backoff
  On a RETRY failure a client waits 1 second, then 2, then 4, and tries the same request at most five times more before
  it fails the operation. Oscar fixes the first three waits only; the fourth and the fifth are told and not judged.

  @id:oscar-integrator-retry-first-wait @clause:OSC-54 @clause:OSC-55 @error-handling @integrator
  Scenario: The client waits 1 second before its first retry
    Given an integration that has enrolled a member
    And Oscar answers the next 1 call with a transient failure
    When the integration is asked to get the membership
    Then the operation succeeds
    And the wait before retry 1 was 1 second

  @id:oscar-integrator-retry-second-wait @clause:OSC-54 @clause:OSC-56 @error-handling @integrator
  Scenario: The client waits 2 seconds before its second retry
    Given an integration that has enrolled a member
    And Oscar answers the next 2 calls with a transient failure
    When the integration is asked to get the membership
    Then the operation succeeds
    And the wait before retry 2 was 2 seconds

  @id:oscar-integrator-retry-third-wait @clause:OSC-54 @clause:OSC-57 @error-handling @integrator
  Scenario: The client waits 4 seconds before its third retry
    Given an integration that has enrolled a member
    And Oscar answers the next 3 calls with a transient failure
    When the integration is asked to get the membership
    Then the operation succeeds
    And the wait before retry 3 was 4 seconds

  @id:oscar-integrator-retry-recovers @clause:OSC-54 @clause:OSC-58 @error-handling @integrator
  Scenario Outline: The client recovers when the failure passes after <failed>
    Given an integration that has enrolled a member
    And Oscar answers the next <failed> with a transient failure
    When the integration is asked to get the balance
    Then the operation succeeds
    And the request was sent <tries>
    And the later waits are reported

    Examples:
      | case  | failed  | tries   |
      | one   | 1 call  | 2 times |
      | two   | 2 calls | 3 times |
      | three | 3 calls | 4 times |
      | four  | 4 calls | 5 times |
      | five  | 5 calls | 6 times |

  @id:oscar-integrator-retry-gives-up @clause:OSC-58 @error-handling @integrator
  Scenario: The client fails the operation after five retries
    Given an integration that has enrolled a member
    And Oscar answers the next 20 calls with a transient failure
    When the integration is asked to get the membership
    Then the operation fails
    And the request was sent 6 times
    And the later waits are reported

  @id:oscar-integrator-retry-same-request @clause:OSC-54 @error-handling @integrator
  Scenario Outline: The client repeats the very same request to <call>
    Given an integration that has enrolled a member
    And Oscar answers the next 3 calls with a transient failure
    When the integration is asked to <call>
    Then the operation succeeds
    And the request was sent 4 times
    And every try carried the same bytes

    Examples:
      | case            | call                        |
      | create          | create a membership         |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |
