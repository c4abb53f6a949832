@ideon
Feature: Limits and failures of the server
  A caller who calls too often is refused for a while; a failure of the server is told as the server's own.

  @id:ideon-refusals-limit @clause:IDN-18 @clause:IDN-22 @error-handling @vendor @needs:rate-limit-trigger
  Scenario: A call beyond the limit is refused
    Given a request to list the groups that Ideon accepts
    When the same request meets the limit
    Then the call meets 429
    And the refusal is one error

  @id:ideon-refusals-limit-counts @clause:IDN-18 @error-handling @vendor @simulated-only
  Scenario: The limit counts the calls of five minutes, and of one account
    Given an account that may make 30 calls in five minutes
    When it makes 30 calls
    Then all of its calls are accepted
    When it makes 1 call
    Then the call meets 429
    When another account makes a call
    Then the call succeeds
    When 5 minutes have passed
    And it makes 1 call
    Then the call succeeds

  @id:ideon-refusals-internal @clause:IDN-21 @clause:IDN-22 @error-handling @vendor @needs:escalate-trigger
  Scenario Outline: A request to <what> that meets an unexpected condition is answered with 500
    Given a request to <what> that Ideon accepts
    When the same request meets an unexpected condition
    Then the call meets 500
    And the refusal is one error

    Examples:
      | case   | what            |
      | list   | list the groups |
      | create | create a group  |

  @id:ideon-refusals-timeout @clause:IDN-21 @clause:IDN-22 @error-handling @vendor @needs:unavailable-trigger
  Scenario Outline: A request to <what> that meets a time-out is answered with 503
    Given a request to <what> that Ideon accepts
    When the same request meets a time-out
    Then the call meets 503
    And the refusal is one error

    Examples:
      | case   | what            |
      | list   | list the groups |
      | create | create a group  |

  @id:ideon-refusals-two-offences @clause:IDN-22 @clause:IDN-26 @sad-path @vendor
  Scenario: A request with two defects is refused for both
    Given a request to create a dependent that Ideon accepts
    When the same request is made without "dependent.last_name" and without "dependent.birth_date"
    Then the call is refused with 422
    And the refusal names both members as missing

  @id:ideon-refusals-classes @clause:IDN-379 @error-handling @vendor
  Scenario: The status of a refusal is 4xx, and that of a success is 2xx
    Given a request to list the groups that Ideon accepts
    When the same request is made without credentials
    Then the call is refused with 401
    When the groups are listed
    Then the call succeeds
