@ideon
Feature: Responses of carriers in the LDEx standard
  A carrier's response file (RSP) to a transmission in the LDEx standard (BEM) is posted as a form.

  @id:ideon-rsp-accepted @clause:IDN-261 @happy-path @vendor
  Scenario: A response file that is accepted is answered with OK
    When a response file is posted
    Then the call succeeds
    And the answer is the text "OK"
