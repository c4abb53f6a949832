@osigu
Feature: Events that come more than once, or out of order
  Osigu delivers at least once and in no promised order. The id of an event tells a repetition from something new, and
  an event has one effect however often it comes.

  @id:osigu-receiver-duplicate @clause:OSG-61 @clause:OSG-83 @clause:OSG-84 @sad-path @integrator @receiver
  Scenario: A delivery that comes again is acknowledged
    Given a receiver that accepts a valid event
    When the same delivery comes again
    Then the receiver acknowledges it all the same

  @id:osigu-receiver-duplicate-effect @clause:OSG-61 @clause:OSG-83 @clause:OSG-91 @sad-path @integrator @receiver @needs:effects
  Scenario: A delivery that comes again has no second effect
    Given a receiver on which a valid event has one effect
    When the same delivery comes again
    Then the receiver acknowledges it all the same
    And there are 0 effects

  @id:osigu-receiver-redelivery-effect @clause:OSG-61 @clause:OSG-83 @clause:OSG-91 @sad-path @integrator @receiver @needs:effects
  Scenario: A redelivery with a fresh signature has no second effect
    Given a receiver on which a valid event has one effect
    When the same event comes again with a fresh signature
    Then the receiver acknowledges it all the same
    And there are 0 effects

  @id:osigu-receiver-at-once-effect @clause:OSG-61 @clause:OSG-83 @clause:OSG-91 @sad-path @integrator @receiver @needs:effects
  Scenario: Two deliveries of one event at the same time have one effect
    Given a receiver on which a valid event has one effect
    When an event is delivered twice at once
    Then the receiver acknowledges both all the same
    And there is 1 effect

  @id:osigu-receiver-same-authorization-effect @clause:OSG-61 @clause:OSG-83 @sad-path @integrator @receiver @needs:effects
  Scenario: Two events about one authorization have an effect each
    Given a receiver on which a valid event has one effect
    When another event about the same authorization is delivered
    Then the receiver accepts it
    And there is 1 effect

  @id:osigu-receiver-order @clause:OSX-14 @sad-path @integrator @receiver
  Scenario: The update of an authorization may come before its creation
    When the update of an authorization is delivered before its creation
    Then the receiver accepts both

  @id:osigu-receiver-order-effect @clause:OSX-14 @sad-path @integrator @receiver @needs:effects
  Scenario: An event that is older than the last one has its effect all the same
    Given a receiver on which a valid event has one effect
    When an event is delivered that is older than the last one
    Then the receiver accepts it
    And there is 1 effect
