@ideon
Feature: The types of employment classifications
  Ideon knows five types.

  @id:ideon-classifications-type @clause:IDN-322 @happy-path @vendor
  Scenario Outline: An employment classification can be a <value>
    When an employment classification is created with "<member>" set to "<value>"
    Then the call succeeds
    And the employment classification has "<member>" set to "<value>"

    Examples: types
      | case       | member | value      |
      | department | type   | department |
      | division   | type   | division   |
      | class      | type   | class      |
      | subgroup   | type   | subgroup   |
      | region     | type   | region     |
