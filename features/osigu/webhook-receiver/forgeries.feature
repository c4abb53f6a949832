@osigu
Feature: Deliveries that a receiver refuses
  Nobody can make a receiver act without the signing secret. Each refusal stands beside a valid event that the same
  receiver accepted before, and beside the forged event itself as Osigu really sends it, which is accepted.

  @id:osigu-receiver-tampered @clause:OSG-59 @clause:OSG-82 @clause:OSX-13 @sad-path @integrator @receiver
  Scenario Outline: An event <forgery> is refused as unauthorized
    Given a receiver that accepts a valid event
    When an event is delivered <forgery>
    Then the receiver refuses it as unauthorized
    And the receiver accepts the same event as Osigu sends it

    Examples:
      | case          | forgery                                         |
      | body          | with a changed body                             |
      | timestamp     | with a changed timestamp                        |
      | secret        | with the signature of another secret            |
      | empty-secret  | with the signature of an empty secret           |
      | other-event   | with the signature of another event             |
      | first-digit   | with another first digit in its digest          |
      | last-digit    | with another last digit in its digest           |
      | half-digest   | with half of its digest                         |
      | longer-digest | with two digits behind its digest               |
      | other-bytes   | with the digest of other bytes of the same JSON |
      | not-json      | with a body that is not JSON                    |

  @id:osigu-receiver-header @clause:OSG-59 @clause:OSG-82 @sad-path @integrator @receiver
  Scenario Outline: An event that comes <forgery> is refused as unauthorized
    Given a receiver that accepts a valid event
    When an event is delivered <forgery>
    Then the receiver refuses it as unauthorized
    And the receiver accepts the same event as Osigu sends it

    Examples:
      | case            | forgery                               |
      | missing         | without a signature                   |
      | empty           | with an empty signature               |
      | no-timestamp    | without a timestamp                   |
      | no-digest       | without a digest                      |
      | word-timestamp  | with a word for a timestamp           |
      | empty-digest    | with an empty digest                  |
      | not-hexadecimal | with a digest that is not hexadecimal |
      | unreadable      | with an unreadable signature          |
      | bare-digest     | with a bare digest of its body        |

  @id:osigu-receiver-forgery-effect @clause:OSG-59 @clause:OSG-82 @clause:OSG-91 @sad-path @integrator @receiver @needs:effects
  Scenario Outline: An event <forgery> has no effect, and the real one has it
    Given a receiver on which a valid event has one effect
    When an event is delivered <forgery>
    Then the receiver refuses it as unauthorized
    And there are 0 effects
    And the receiver accepts the same event as Osigu sends it
    And there is 1 effect

    Examples:
      | case      | forgery                              |
      | body      | with a changed body                  |
      | timestamp | with a changed timestamp             |
      | secret    | with the signature of another secret |
      | missing   | without a signature                  |
      | bare      | with a bare digest of its body       |

  @id:osigu-receiver-malformed-json @clause:OSX-13 @clause:OSG-82 @error-handling @integrator @receiver
  Scenario: A signed body that is not JSON does not break the receiver
    Given a receiver that accepts a valid event
    When a signed body is delivered that is not JSON
    Then the receiver answers without failing
    And the receiver still accepts a valid event
