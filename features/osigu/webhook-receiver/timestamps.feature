@osigu
Feature: The age of a signature
  A signature is good for five minutes on either side of its timestamp. The exact second is asked where receiver and
  suite share a clock; a receiver with a clock of its own is asked ten seconds before and after it, once the clocks
  have been compared.

  @id:osigu-receiver-timestamp-within @clause:OSX-12 @clause:OSG-82 @happy-path @integrator @receiver
  Scenario Outline: An event signed <seconds> seconds <side> is accepted
    Given a receiver that accepts a valid event
    And the receiver's clock agrees with ours
    When an event is delivered that was signed <seconds> seconds <side>
    Then the receiver accepts it

    Examples:
      | case      | seconds | side          |
      | 290-ago   | 290     | ago           |
      | 290-ahead | 290     | ahead of time |

  @id:osigu-receiver-timestamp-beyond @clause:OSX-12 @clause:OSG-82 @sad-path @integrator @receiver
  Scenario Outline: An event signed <seconds> seconds <side> is refused
    Given a receiver that accepts a valid event
    And the receiver's clock agrees with ours
    When an event is delivered that was signed <seconds> seconds <side>
    Then the receiver refuses it as unauthorized
    And the receiver accepts the same event as Osigu sends it

    Examples:
      | case      | seconds | side          |
      | 310-ago   | 310     | ago           |
      | 310-ahead | 310     | ahead of time |
      | day-ago   | 86400   | ago           |
      | day-ahead | 86400   | ahead of time |

  @id:osigu-receiver-timestamp-last-second @clause:OSX-12 @happy-path @integrator @receiver @simulated-only
  Scenario Outline: An event signed exactly 300 seconds <side> is accepted
    Given a receiver that accepts a valid event
    When an event is delivered that was signed 300 seconds <side>
    Then the receiver accepts it

    Examples:
      | case  | side          |
      | ago   | ago           |
      | ahead | ahead of time |

  @id:osigu-receiver-timestamp-one-too-many @clause:OSX-12 @sad-path @integrator @receiver @simulated-only
  Scenario Outline: An event signed exactly 301 seconds <side> is refused
    Given a receiver that accepts a valid event
    When an event is delivered that was signed 301 seconds <side>
    Then the receiver refuses it as unauthorized
    And the receiver accepts the same event as Osigu sends it

    Examples:
      | case  | side          |
      | ago   | ago           |
      | ahead | ahead of time |

  @id:osigu-receiver-timestamp-effect @clause:OSX-12 @clause:OSG-91 @sad-path @integrator @receiver @needs:effects
  Scenario Outline: An event signed <seconds> seconds <side> has no effect until it is signed anew
    Given a receiver on which a valid event has one effect
    And the receiver's clock agrees with ours
    When an event is delivered that was signed <seconds> seconds <side>
    Then the receiver refuses it as unauthorized
    And there are 0 effects
    And the receiver accepts the same event as Osigu sends it
    And there is 1 effect

    Examples:
      | case      | seconds | side          |
      | 310-ago   | 310     | ago           |
      | 310-ahead | 310     | ahead of time |
