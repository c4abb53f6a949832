@osigu
Feature: How often Osigu may be called
  The token endpoint takes 10 requests a minute from each client, and all other endpoints of the sandbox together 50;
  the two are counted apart. Only the simulator is driven over its limits, which in a real sandbox everybody shares who
  uses the same client: there a 429 is provoked by a trigger that the profile names.

  @id:osigu-limits-within @clause:OSG-9 @clause:OSG-73 @clause:OSG-86 @happy-path @vendor @simulated-only
  Scenario Outline: <count> <kind>s are accepted within a minute
    When <count> <kind>s are made within a minute
    Then all of them succeed

    Examples:
      | case   | count | kind          |
      | tokens | 10    | token request |
      | calls  | 50    | call          |

  @id:osigu-limits-over-token @clause:OSG-57 @clause:OSG-86 @clause:OSG-80 @sad-path @vendor @simulated-only
  Scenario: The eleventh token request of a minute is refused
    Given 10 token requests within a minute
    When one more token request is made
    Then the call is refused with 429
    And the refusal says why

  @id:osigu-limits-over-general @clause:OSG-9 @clause:OSG-73 @sad-path @vendor @simulated-only
  Scenario: The fifty-first call of a minute is refused
    Given 50 calls within a minute
    When one more call is made
    Then the call is refused with 429
    And the refusal says why

  @id:osigu-limits-next-minute @clause:OSG-73 @clause:OSG-86 @error-handling @vendor @simulated-only
  Scenario Outline: After a minute <kind>s are accepted again
    Given <count> <kind>s within a minute
    When one more <kind> is made
    Then the call is refused with 429
    When 60 seconds pass
    And one more <kind> is made
    Then the call succeeds

    Examples:
      | case   | count | kind          |
      | tokens | 10    | token request |
      | calls  | 50    | call          |

  @id:osigu-limits-retry-after @clause:OSG-57 @clause:OSG-73 @error-handling @vendor @simulated-only
  Scenario Outline: A client that waits as long as it is told may make a <kind> again
    Given <count> <kind>s within a minute
    And 20 seconds pass
    When one more <kind> is made
    Then the call is refused with 429
    When the client waits as long as it is told
    And one more <kind> is made
    Then the call succeeds

    Examples:
      | case   | count | kind          |
      | tokens | 10    | token request |
      | calls  | 50    | call          |

  @id:osigu-limits-per-client @clause:OSG-73 @clause:OSG-86 @happy-path @vendor @simulated-only
  Scenario Outline: One client's <kind>s do not count for another
    Given <count> <kind>s within a minute
    When one more <kind> is made
    Then the call is refused with 429
    When another client makes a <kind>
    Then the call succeeds

    Examples:
      | case   | count | kind          |
      | tokens | 10    | token request |
      | calls  | 50    | call          |

  @id:osigu-limits-apart @clause:OSG-73 @clause:OSG-86 @happy-path @vendor @simulated-only
  Scenario Outline: A <other> is still accepted when the minute's <kind>s are used up
    Given <count> <kind>s within a minute
    When one more <kind> is made
    Then the call is refused with 429
    When one more <other> is made
    Then the call succeeds

    Examples:
      | case         | count | kind          | other         |
      | after-tokens | 10    | token request | call          |
      | after-calls  | 50    | call          | token request |

  @id:osigu-limits-provoked @clause:OSG-57 @clause:OSG-73 @error-handling @vendor @needs:rate-limit-trigger
  Scenario Outline: A <kind> that met the limit is accepted later
    Given an accepted <kind>
    When one more <kind> meets the rate limit
    Then the call meets 429
    When one more <kind> is made
    Then the call succeeds

    Examples:
      | case  | kind          |
      | token | token request |
      | call  | call          |
