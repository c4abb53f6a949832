@osigu
Feature: Large, slow and many deliveries
  Neither the size of an event nor the way it travels changes what a receiver owes: an answer of 2xx within ten seconds,
  and one effect.

  @id:osigu-receiver-large @clause:OSG-84 @error-handling @integrator @receiver
  Scenario: An event of 1 MB is accepted
    When an event is delivered whose body has 1 MB
    Then the receiver accepts it
    And the receiver answers within 10 seconds

  @id:osigu-receiver-slow-body @clause:OSG-84 @error-handling @integrator @receiver
  Scenario: An event whose body comes slowly is accepted
    When an event is delivered whose body comes slowly
    Then the receiver accepts it
    And the receiver answers within 10 seconds

  @id:osigu-receiver-burst @clause:OSG-84 @error-handling @integrator @receiver
  Scenario: 200 events at once are all accepted within ten seconds
    When 200 events are delivered at once
    Then the receiver accepts all
    And the receiver answers within 10 seconds

  @id:osigu-receiver-burst-effect @clause:OSG-84 @clause:OSG-91 @error-handling @integrator @receiver @needs:effects
  Scenario: Each of 200 events at once has its effect
    Given a receiver on which a valid event has one effect
    When 200 events are delivered at once
    Then the receiver accepts all
    And the receiver answers within 10 seconds
    And there are 200 effects
