@osigu
Feature: Decisions that come later
  What an asynchronous sponsor decides reaches an integrator as an event, about half a minute after the request was
  completed. With the simulator the request itself is made; any receiver is sent such an event and has to act on it.

  @id:osigu-receiver-decision @clause:OSG-63 @clause:OSG-64 @happy-path @integrator @receiver @simulated-only
  Scenario Outline: The receiver has the decision about <products> within a minute
    Given a receiver on which a valid event has one effect
    And the receiver is subscribed to decisions
    And a request for <products> that waits for the asynchronous sponsor
    When 60 seconds pass
    Then the decision has had its effect

    Examples:
      | case     | products              |
      | approved | a medication          |
      | rejected | a rejected medication |

  @id:osigu-receiver-decision-effect @clause:OSG-63 @clause:OSG-64 @happy-path @integrator @receiver @needs:effects
  Scenario Outline: An event of type <type> has its effect
    Given a receiver on which a valid event has one effect
    When an event of type <type> is delivered
    Then the receiver accepts it
    And there is 1 effect

    Examples:
      | case     | type                   |
      | created  | authorization.created  |
      | rejected | authorization.rejected |
