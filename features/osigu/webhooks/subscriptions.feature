@osigu
Feature: Subscribe to events
  A provider names the URL of its receiver and the patterns of the events that it wants to hear of. Deliveries go to
  HTTPS URLs alone; a receiver on the simulator's own machine is the one exception.

  @id:osigu-webhooks-subscribe @clause:OSX-16 @happy-path @vendor @needs:webhooks
  Scenario Outline: A subscription to <pattern> is accepted
    When "<pattern>" is subscribed to
    Then the call succeeds

    Examples:
      | case       | pattern               |
      | everything | *                     |
      | family     | authorization.*       |
      | one-type   | authorization.created |

  @id:osigu-webhooks-https-only @clause:OSX-16 @sad-path @vendor @needs:webhooks
  Scenario Outline: A subscription with <url> is refused
    Given a subscription to "authorization.*"
    When deliveries to <url> are subscribed to
    Then the call is refused with 400 or 422
    And the refusal says why

    Examples:
      | case       | url                   |
      | plain-http | a plain http URL      |
      | ftp        | an ftp URL            |
      | no-host    | a URL without a host  |
      | no-url     | a text that is no URL |

  @id:osigu-webhooks-pattern-fits @clause:OSX-16 @happy-path @vendor @needs:webhooks
  Scenario Outline: A receiver of <pattern> is told of <event>
    Given two receivers, one of "<pattern>" and one of everything
    When it happens that <what>
    Then "<event>" arrives at both receivers

    Examples:
      | case           | pattern             | event                | what                                |
      | exact          | dispensing.started  | dispensing.started   | a dispensation is started           |
      | dispensing     | dispensing.*        | dispensing.started   | a dispensation is started           |
      | authorizations | authorization.*     | authorization.voided | the provider voids an authorization |
      | prescriptions  | prescription.*      | prescription.issued  | a prescription is issued            |

  @id:osigu-webhooks-pattern-does-not-fit @clause:OSX-16 @happy-path @vendor @needs:webhooks
  Scenario Outline: A receiver of <pattern> is not told of <event>
    Given two receivers, one of "<pattern>" and one of everything
    When it happens that <what>
    Then "<event>" arrives at the receiver of everything alone

    Examples:
      | case           | pattern              | event                | what                                |
      | other-type     | dispensing.completed | dispensing.started   | a dispensation is started           |
      | authorizations | authorization.*      | dispensing.started   | a dispensation is started           |
      | dispensing     | dispensing.*         | authorization.voided | the provider voids an authorization |
      | settlements    | settlement.*         | prescription.issued  | a prescription is issued            |
