@osigu
Feature: Deliveries that fail come again
  An event is delivered at least once. A receiver that answers anything but 2xx, or takes more than ten seconds, is told
  again, at growing intervals for up to 72 hours. The id of the event stays the same, so that a receiver knows it again.

  @id:osigu-webhooks-redelivery @clause:OSX-15 @clause:OSG-60 @sad-path @vendor @needs:webhooks
  Scenario Outline: A delivery that is answered with <status> comes again
    Given a subscription to "dispensing.*"
    And the next delivery is answered with <status>
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    And the event arrives again
    And it is the same event
    And it is signed anew

    Examples:
      | case             | status |
      | server-error     | 500    |

    @simulated-only
    Examples: that a real vendor is not asked for
      | case             | status |
      | unavailable      | 503    |
      | unauthorized     | 401    |
      | not-found        | 404    |
      | redirect         | 302    |
      | too-many         | 429    |

  @id:osigu-webhooks-redelivery-slow @clause:OSX-15 @clause:OSG-60 @sad-path @vendor @needs:webhooks
  Scenario: A delivery that is answered after more than ten seconds comes again
    Given a subscription to "dispensing.*"
    And the next delivery is answered after 11 seconds
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    And the event arrives again
    And it is the same event

  @id:osigu-webhooks-no-redelivery @clause:OSX-15 @happy-path @vendor @simulated-only
  Scenario Outline: A delivery that is answered with <status> does not come again
    Given a subscription to "dispensing.started"
    And the next delivery is answered with <status>
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    When 4 days pass
    Then the event arrived once

    Examples:
      | case       | status |
      | ok         | 200    |
      | created    | 201    |
      | accepted   | 202    |
      | no-content | 204    |

  @id:osigu-webhooks-no-redelivery-in-time @clause:OSX-15 @happy-path @vendor @simulated-only
  Scenario: A delivery that is answered within ten seconds does not come again
    Given a subscription to "dispensing.started"
    And the next delivery is answered after 9 seconds
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    When 4 days pass
    Then the event arrived once

  @id:osigu-webhooks-backoff @clause:OSX-15 @sad-path @vendor @simulated-only
  Scenario: An event that nobody takes is delivered at growing intervals
    Given a subscription to "dispensing.started"
    And every delivery is refused
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    And the pauses between its first 6 deliveries grow

  @id:osigu-webhooks-give-up @clause:OSX-15 @sad-path @vendor @simulated-only
  Scenario: An event that nobody takes is given up after 72 hours
    Given a subscription to "dispensing.started"
    And every delivery is refused
    When it happens that a dispensation is started
    Then the event "dispensing.started" arrives
    And the pauses between its first 4 deliveries grow
    When 4 days pass
    Then its deliveries end after about 72 hours
