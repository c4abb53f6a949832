@ideon
Feature: The values of a group
  Every value that the reference lists is one that a group can have.

  @id:ideon-groups-value @clause:IDN-283 @happy-path @vendor
  Scenario Outline: A group can have "<member>" set to "<value>"
    When a group is created with "<member>" set to "<value>"
    Then the call succeeds
    And the group has "<member>" set to "<value>"
    When the group is read
    Then the group has "<member>" set to "<value>"

    Examples: employer types
      | case                               | member                 | value                         |
      | type-private_sector                | employer.employer_type | private_sector                |
      | type-tribal_government             | employer.employer_type | tribal_government             |
      | type-religious_employer            | employer.employer_type | religious_employer            |
      | type-state_government              | employer.employer_type | state_government              |
      | type-foreign_government            | employer.employer_type | foreign_government            |
      | type-corporation                   | employer.employer_type | corporation                   |
      | type-s_corporation                 | employer.employer_type | s_corporation                 |
      | type-partnership                   | employer.employer_type | partnership                   |
      | type-proprietorship                | employer.employer_type | proprietorship                |
      | type-limited_liability_company     | employer.employer_type | limited_liability_company     |
      | type-limited_partnership           | employer.employer_type | limited_partnership           |
      | type-limited_liability_partnership | employer.employer_type | limited_liability_partnership |
      | type-other                         | employer.employer_type | other                         |

    Examples: wage frequency
      | case               | member                  | value        |
      | wages-weekly       | employer.wage_frequency | weekly       |
      | wages-biweekly     | employer.wage_frequency | biweekly     |
      | wages-semimonthly  | employer.wage_frequency | semimonthly  |
      | wages-monthly      | employer.wage_frequency | monthly      |
      | wages-daily        | employer.wage_frequency | daily        |
      | wages-annually     | employer.wage_frequency | annually     |
      | wages-hourly       | employer.wage_frequency | hourly       |
      | wages-quarterly    | employer.wage_frequency | quarterly    |
      | wages-semiannually | employer.wage_frequency | semiannually |
      | wages-unknown      | employer.wage_frequency | unknown      |

    Examples: leave of absence, months of medical coverage
      | case                 | member                                            | value  |
      | medical-leave-three  | employer.leave_of_absence_medical_coverage_months | three  |
      | medical-leave-six    | employer.leave_of_absence_medical_coverage_months | six    |
      | medical-leave-nine   | employer.leave_of_absence_medical_coverage_months | nine   |
      | medical-leave-twelve | employer.leave_of_absence_medical_coverage_months | twelve |

    Examples: leave of absence, months of personal coverage
      | case                  | member                                             | value  |
      | personal-leave-three  | employer.leave_of_absence_personal_coverage_months | three  |
      | personal-leave-six    | employer.leave_of_absence_personal_coverage_months | six    |
      | personal-leave-nine   | employer.leave_of_absence_personal_coverage_months | nine   |
      | personal-leave-twelve | employer.leave_of_absence_personal_coverage_months | twelve |
