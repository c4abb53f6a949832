@osigu
Feature: The asynchronous sponsor decides later
  One sponsor of the sandbox evaluates offline, as real ones do. It answers PENDING_SPONSOR to every request, which is no
  decision. The decision follows as an event about 30 seconds later, and names the request that it is about.

  @id:osigu-async-pending @clause:OSG-21 @clause:OSG-22 @happy-path @vendor @needs:async-sponsor
  Scenario Outline: The asynchronous sponsor leaves a request for <products> undecided at first
    Given an open request for <products> to the asynchronous sponsor
    And the indication is attached
    When the request is completed
    Then the status is "PENDING_SPONSOR"
    And nothing is decided yet

    Examples:
      | case     | products              |
      | approved | a medication          |
      | rejected | a rejected medication |

  @id:osigu-async-undecided-read @clause:OSG-22 @happy-path @vendor @needs:async-sponsor
  Scenario: A request that waits for its sponsor reads as undecided
    Given a request for a medication that waits for the asynchronous sponsor
    When the request is read
    Then the status is "PENDING_SPONSOR"
    And nothing is decided yet

  @id:osigu-async-told @clause:OSG-23 @happy-path @vendor @needs:async-sponsor @needs:webhooks
  Scenario Outline: The decision about <products> is told as <event>
    Given a subscription to "authorization.*"
    And a request for <products> that waits for the asynchronous sponsor
    When the decision arrives
    Then it is told as "<event>"

    Examples:
      | case     | products              | event                  |
      | approved | a medication          | authorization.created  |
      | rejected | a rejected medication | authorization.rejected |

  @id:osigu-async-in-time @clause:OSG-24 @happy-path @vendor @needs:async-sponsor @needs:webhooks
  Scenario Outline: The decision about <products> comes about 30 seconds after the answer
    Given a subscription to "authorization.*"
    And a request for <products> that waits for the asynchronous sponsor
    When the decision arrives
    Then it came about 30 seconds after the answer

    Examples:
      | case     | products              |
      | approved | a medication          |
      | rejected | a rejected medication |

  @id:osigu-async-chain @clause:OSG-23 @happy-path @vendor @needs:async-sponsor @needs:webhooks
  Scenario Outline: The decision about <products> names the request that it decides
    Given a subscription to "authorization.*"
    And a request for <products> that waits for the asynchronous sponsor
    When the decision arrives
    Then it names the request, its beneficiary, its sponsor and its products

    Examples:
      | case     | products              |
      | approved | a medication          |
      | rejected | a rejected medication |

  @id:osigu-async-two-requests @clause:OSG-23 @happy-path @vendor @needs:async-sponsor @needs:webhooks
  Scenario: Two requests that wait side by side get a decision each
    Given a subscription to "authorization.*"
    And a request for a medication that waits for the asynchronous sponsor
    And a request for a rejected medication that waits for the asynchronous sponsor
    Then each of the two requests gets its own decision

  @id:osigu-async-rejection-reason @clause:OSG-23 @clause:OSG-53 @sad-path @vendor
  @needs:async-sponsor @needs:webhooks
  Scenario: A rejection that comes later says why
    Given a subscription to "authorization.*"
    And a request for a rejected medication that waits for the asynchronous sponsor
    When the decision arrives
    Then it is told as "authorization.rejected"
    And it says why

  @id:osigu-async-read-agrees @clause:OSG-23 @happy-path @vendor @needs:async-sponsor @needs:webhooks
  Scenario Outline: After the decision about <products> the request reads as the event said
    Given a subscription to "authorization.*"
    And a request for <products> that waits for the asynchronous sponsor
    And the decision arrives
    When the request is read
    Then the request reads as the decision told

    Examples:
      | case     | products              |
      | approved | a medication          |
      | rejected | a rejected medication |

  @id:osigu-async-dispensed @clause:OSG-23 @clause:OSG-38 @happy-path @vendor @needs:async-sponsor @needs:webhooks
  Scenario: The code that an approval carries can be dispensed
    Given a subscription to "authorization.*"
    And a request for a medication that waits for the asynchronous sponsor
    And the decision arrives
    When the dispensation of the code is started
    Then the call succeeds
    And the dispensation has started on an authorization code
