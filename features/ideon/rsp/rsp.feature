@ideon
Feature: Answers of carriers in the LDEx standard
  A response to what was passed on in the LDEx standard is taken as a form.

  @id:ideon-rsp-accepted @clause:IDN-261 @happy-path @vendor
  Scenario: An accepted response is answered with a plain OK
    When a response file is posted
    Then the call succeeds
    And the answer is the text "OK"
