@osigu
Feature: Failures of the service that are temporary
  Calls may fail inside Osigu for a while, with a status of 500 or above. The same call is accepted some time later. How
  a tester provokes this in a real environment is not documented: the profile says it.

  @id:osigu-errors-unavailable @clause:OSG-80 @error-handling @vendor @needs:unavailable-trigger
  Scenario Outline: A <kind> that failed is accepted later
    Given an accepted <kind>
    When one more <kind> meets a failure that passes
    Then the call meets 503
    When one more <kind> is made
    Then the call succeeds

    Examples:
      | case  | kind          |
      | token | token request |
      | call  | call          |
