@ideon
Feature: The values of a subscriber
  Every value that the reference lists is one that a subscriber can have.

  @id:ideon-subscribers-status @clause:IDN-326 @happy-path @vendor
  Scenario Outline: A subscriber can have the employment status <value>
    When a subscriber is created with "<member>" set to "<value>"
    Then the call succeeds
    And the subscriber has "<member>" set to "<value>"

    Examples: employment status
      | case                     | member                    | value                    |
      | active                   | employment_details.status | active                   |
      | active_military_overseas | employment_details.status | active_military_overseas |
      | active_military_usa      | employment_details.status | active_military_usa      |
      | full_time                | employment_details.status | full_time                |
      | leave_of_absence         | employment_details.status | leave_of_absence         |
      | part_time                | employment_details.status | part_time                |
      | retired                  | employment_details.status | retired                  |
      | terminated               | employment_details.status | terminated               |

  @id:ideon-subscribers-value @clause:IDN-329 @happy-path @vendor
  Scenario Outline: A subscriber can have "<member>" set to "<value>"
    When a subscriber is created with "<member>" set to "<value>"
    Then the call succeeds
    And the subscriber has "<member>" set to "<value>"

    Examples: genders
      | case           | member | value   |
      | gender-male    | gender | male    |
      | gender-female  | gender | female  |
      | gender-unknown | gender | unknown |

    Examples: marital status
      | case                                | member         | value                       |
      | marital-registered_domestic_partner | marital_status | registered_domestic_partner |
      | marital-divorced                    | marital_status | divorced                    |
      | marital-single                      | marital_status | single                      |
      | marital-married                     | marital_status | married                     |
      | marital-separated                   | marital_status | separated                   |
      | marital-widowed                     | marital_status | widowed                     |

    Examples: race and ethnicity
      | case                                     | member         | value                             |
      | origin-not_provided                      | race_ethnicity | not_provided                      |
      | origin-not_applicable                    | race_ethnicity | not_applicable                    |
      | origin-asian_or_pacific_islander         | race_ethnicity | asian_or_pacific_islander         |
      | origin-black                             | race_ethnicity | black                             |
      | origin-caucasian                         | race_ethnicity | caucasian                         |
      | origin-subcontinent_asian_american       | race_ethnicity | subcontinent_asian_american       |
      | origin-other_race_or_ethnicity           | race_ethnicity | other_race_or_ethnicity           |
      | origin-asian_pacific_american            | race_ethnicity | asian_pacific_american            |
      | origin-native_american                   | race_ethnicity | native_american                   |
      | origin-hispanic                          | race_ethnicity | hispanic                          |
      | origin-american_indian_or_alaskan_native | race_ethnicity | american_indian_or_alaskan_native |
      | origin-native_hawaiian                   | race_ethnicity | native_hawaiian                   |
      | origin-black_non-hispanic                | race_ethnicity | black_non-hispanic                |
      | origin-white_non_hispanic                | race_ethnicity | white_non_hispanic                |
      | origin-pacific_islander                  | race_ethnicity | pacific_islander                  |

    Examples: citizenship
      | case                                | member             | value                   |
      | citizenship-alien                   | citizenship_status | alien                   |
      | citizenship-alien_non_resident      | citizenship_status | alien_non_resident      |
      | citizenship-alien_resident          | citizenship_status | alien_resident          |
      | citizenship-illegal_alien           | citizenship_status | illegal_alien           |
      | citizenship-us_citizen              | citizenship_status | us_citizen              |
      | citizenship-us_citizen_non_resident | citizenship_status | us_citizen_non_resident |
      | citizenship-us_citizen_resident     | citizenship_status | us_citizen_resident     |

    Examples: wage frequency
      | case               | member                            | value        |
      | wages-weekly       | employment_details.wage_frequency | weekly       |
      | wages-biweekly     | employment_details.wage_frequency | biweekly     |
      | wages-semimonthly  | employment_details.wage_frequency | semimonthly  |
      | wages-monthly      | employment_details.wage_frequency | monthly      |
      | wages-daily        | employment_details.wage_frequency | daily        |
      | wages-annually     | employment_details.wage_frequency | annually     |
      | wages-hourly       | employment_details.wage_frequency | hourly       |
      | wages-quarterly    | employment_details.wage_frequency | quarterly    |
      | wages-semiannually | employment_details.wage_frequency | semiannually |
      | wages-unknown      | employment_details.wage_frequency | unknown      |

    Examples: compensation
      | case                | member                          | value  |
      | compensation-hourly | employment_details.compensation | hourly |
      | compensation-salary | employment_details.compensation | salary |

    Examples: administration
      | case                    | member         | value              |
      | mark-administrative     | administrative | administrative     |
      | mark-non_administrative | administrative | non_administrative |

    Examples: bargaining
      | case                | member     | value          |
      | mark-bargaining     | bargaining | bargaining     |
      | mark-non_bargaining | bargaining | non_bargaining |

    Examples: executives
      | case               | member    | value         |
      | mark-executive     | executive | executive     |
      | mark-non_executive | executive | non_executive |

    Examples: exemption
      | case            | member | value      |
      | mark-exempt     | exempt | exempt     |
      | mark-non_exempt | exempt | non_exempt |

    Examples: management
      | case                | member     | value          |
      | mark-management     | management | management     |
      | mark-non_management | management | non_management |

    Examples: presidents
      | case                | member    | value          |
      | mark-president      | president | president      |
      | mark-vice_president | president | vice_president |

    Examples: unions
      | case           | member | value     |
      | mark-union     | union  | union     |
      | mark-non_union | union  | non_union |
