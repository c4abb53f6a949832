@osigu
Feature: Events that do not concern the receiver
  What is well signed may still be nothing to act on: an event of the other environment, or one of a type that was
  added after the receiver was written.

  @id:osigu-receiver-environment-effect @clause:OSX-14 @sad-path @integrator @receiver @needs:effects
  Scenario: An event of the other environment has no effect
    Given a receiver on which a valid event has one effect
    When an event of the other environment is delivered
    Then the receiver answers without failing
    And there are 0 effects
    And the receiver still accepts a valid event
    And there is 1 effect

  @id:osigu-receiver-unknown-type @clause:OSG-84 @sad-path @integrator @receiver
  Scenario: An event of an unknown type is acknowledged
    Given a receiver that accepts a valid event
    When an event of type enrollment.renewed is delivered
    Then the receiver acknowledges it all the same

  @id:osigu-receiver-unknown-type-effect @clause:OSG-84 @sad-path @integrator @receiver @needs:effects
  Scenario: An event of an unknown type has no effect
    Given a receiver on which a valid event has one effect
    When an event of type enrollment.renewed is delivered
    Then the receiver acknowledges it all the same
    And the event has no effect
    And the receiver still accepts a valid event
