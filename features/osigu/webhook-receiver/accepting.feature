@osigu
Feature: Deliveries that a receiver accepts
  Osigu signs every delivery over the exact bytes of its body and takes any 2xx within ten seconds for a success. An
  effect is whatever the receiver counts once for each event; scenarios about effects need a receiver that shows the
  count.

  @id:osigu-receiver-valid @clause:OSG-82 @clause:OSG-84 @happy-path @integrator @receiver
  Scenario: A signed event is accepted
    When a valid event is delivered
    Then the receiver accepts it

  @id:osigu-receiver-valid-effect @clause:OSG-82 @clause:OSG-91 @happy-path @integrator @receiver @needs:effects
  Scenario: Each of two signed events has one effect
    Given a receiver on which a valid event has one effect
    When a valid event is delivered
    Then the receiver accepts it
    And there is 1 effect

  @id:osigu-receiver-ten-seconds @clause:OSG-84 @happy-path @integrator @receiver
  Scenario: The answer to a signed event comes within ten seconds
    When a valid event is delivered
    Then the receiver accepts it
    And the receiver answers within 10 seconds

  @id:osigu-receiver-event-type @clause:OSG-82 @clause:OSG-84 @happy-path @integrator @receiver
  Scenario Outline: An event of type <type> is accepted
    When an event of type <type> is delivered
    Then the receiver accepts it

    Examples:
      | case            | type                         |
      | rejected        | authorization.rejected       |
      | started         | dispensing.started           |
      | issued          | prescription.issued          |
      | email-delivered | prescription.email_delivered |

  @id:osigu-receiver-raw-bytes @clause:OSX-13 @clause:OSG-82 @happy-path @integrator @receiver
  Scenario Outline: An event whose JSON has <writing> is verified over the bytes that came
    When an event is delivered whose JSON has <writing>
    Then the receiver accepts it

    Examples:
      | case    | writing                       |
      | spacing | line breaks and indentation   |
      | escapes | escaped letters               |
      | number  | a number with a trailing zero |
      | end     | a line break at its end       |

  @id:osigu-receiver-upper-case @clause:OSG-82 @sad-path @integrator @receiver
  Scenario: Digests in upper case are all accepted or all refused
    Given a receiver that accepts a valid event
    When two events are delivered with their digests in upper case
    Then the receiver accepts both, or refuses both as unauthorized
    And the receiver still accepts a valid event

  @id:osigu-receiver-upper-case-effect @clause:OSG-82 @clause:OSG-91 @sad-path @integrator @receiver @needs:effects
  Scenario: An event with its digest in upper case has an effect if it is accepted
    Given a receiver on which a valid event has one effect
    When two events are delivered with their digests in upper case
    Then the receiver accepts both, or refuses both as unauthorized
    And there is one effect for each that was accepted
