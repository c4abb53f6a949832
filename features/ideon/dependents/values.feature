@ideon
Feature: The values of a dependent
  Every value that the reference lists is one that a dependent can have.

  @id:ideon-dependents-value @clause:IDN-338 @happy-path @vendor
  Scenario Outline: A dependent can have "<member>" set to "<value>"
    When a dependent is created with "<member>" set to "<value>"
    Then the call succeeds
    And the dependent has "<member>" set to "<value>"

    Examples: relationships
      | case                                     | member                  | value                       |
      | relationship-child                       | subscriber_relationship | child                       |
      | relationship-grandchild                  | subscriber_relationship | grandchild                  |
      | relationship-registered_domestic_partner | subscriber_relationship | registered_domestic_partner |
      | relationship-spouse                      | subscriber_relationship | spouse                      |
      | relationship-court_ordered_dependent     | subscriber_relationship | court_ordered_dependent     |

    Examples: student status
      | case                  | member         | value         |
      | student-full_time     | student_status | full_time     |
      | student-not_a_student | student_status | not_a_student |
      | student-part_time     | student_status | part_time     |

    Examples: genders
      | case           | member | value   |
      | gender-male    | gender | male    |
      | gender-female  | gender | female  |
      | gender-unknown | gender | unknown |
