@oscar
Feature: Failures that pass
  While Oscar still works on a transaction of a member, calls may be refused as RETRY, a 503: the same request is
  accepted some time later. How an environment brings this about is not documented: a profile says it.

  @id:oscar-retry-passes @clause:OSC-52 @clause:OSC-53 @error-handling @vendor @needs:retry-trigger
  Scenario Outline: A pending transaction delays a call to <call>
    Given a request to <call> that Oscar accepts
    When the same request meets a transient failure
    Then Oscar asks to try again later
    When the same request is sent again
    Then the call succeeds

    Examples:
      | case            | call                        |
      | create          | create a membership         |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-retry-one-enrollment @clause:OSC-52 @clause:OSC-53 @error-handling @vendor @needs:retry-trigger
  Scenario: A dependent whose addition was held up joins once
    Given a request to update the membership that Oscar accepts
    When the same request meets a transient failure
    Then Oscar asks to try again later
    When the same request is sent again
    Then the call succeeds
    When the membership is read
    Then the membership lists the whole family
    And the membership lists nobody else

  @id:oscar-retry-own-member @clause:OSC-53 @error-handling @vendor @simulated-only
  Scenario: A pending transaction holds up its own member only
    Given another enrolled member
    And a request to get the balance that Oscar accepts
    And a transaction of the member is pending
    When the balance of the other member is read
    Then the call succeeds at the first try
    When the same request is sent a single time
    Then Oscar asks to try again later
