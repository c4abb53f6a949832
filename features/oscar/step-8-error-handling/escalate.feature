@oscar
Feature: Failures that Oscar has to mend
  An internal error is answered as ESCALATE, a 500 that carries an application id for Oscar's support. How an
  environment brings this about is not documented: a profile says it.

  @id:oscar-escalate-application-id @error-handling @vendor @needs:escalate-trigger
  @clause:OSC-59 @clause:OSC-60 @clause:OSC-61
  Scenario Outline: A failure to <call> carries an application id
    Given a request to <call> that Oscar accepts
    When the same request meets an internal error
    Then the call fails inside Oscar
    And the response has an "application_id"

    Examples:
      | case            | call                        |
      | create          | create a membership         |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |
