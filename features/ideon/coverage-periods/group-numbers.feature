@ideon
Feature: Group numbers of carriers
  Seven carriers have a form for the number by which they know a group. A number in another form is refused before it
  ever reaches the carrier. What Ideon adds to a number for the delivery may show in the answer, or not.

  @id:ideon-periods-number-accepted @happy-path @vendor
  Scenario Outline: <carrier> takes the group number "<number>", <form>
    When a coverage period is created with these values
      | member               | value     |
      | carrier_name         | <carrier> |
      | carrier_group_number | <number>  |
    Then the call succeeds
    And the coverage period has the group number of the carrier

    @clause:IDN-292
    Examples: of aetna
      | case        | carrier | number  | form                           |
      | aetna-six   | aetna   | 123456  | six digits                     |
      | aetna-seven | aetna   | 0123456 | seven digits, beginning with 0 |

    @clause:IDN-293
    Examples: of anthem
      | case       | carrier | number | form       |
      | anthem-six | anthem  | 123456 | six digits |

    @clause:IDN-294
    Examples: of blue_shield_of_california
      | case            | carrier                   | number   | form              |
      | shield-prefixed | blue_shield_of_california | W0123456 | W0 and six digits |
      | shield-six      | blue_shield_of_california | 123456   | six digits        |

    @clause:IDN-295
    Examples: of cigna
      | case               | carrier | number     | form                      |
      | cigna-six          | cigna   | 123456     | six digits                |
      | cigna-seven        | cigna   | 1234567    | seven digits              |
      | cigna-eight        | cigna   | 12345678   | eight digits              |
      | cigna-six-suffix   | cigna   | 123456-F   | six digits and a suffix   |
      | cigna-eight-suffix | cigna   | 12345678-F | eight digits and a suffix |

    @clause:IDN-296
    Examples: of guardian
      | case           | carrier  | number   | form         |
      | guardian-six   | guardian | 123456   | six digits   |
      | guardian-eight | guardian | 12345678 | eight digits |

    @clause:IDN-297
    Examples: of humana
      | case       | carrier | number | form       |
      | humana-six | humana  | 123456 | six digits |

    @clause:IDN-298
    Examples: of kaiser
      | case         | carrier | number    | form         |
      | kaiser-six   | kaiser  | 123456    | six digits   |
      | kaiser-seven | kaiser  | 1234567   | seven digits |
      | kaiser-eight | kaiser  | 12345678  | eight digits |
      | kaiser-nine  | kaiser  | 666123456 | nine digits  |

  @id:ideon-periods-number-refused @clause:IDN-299 @sad-path @vendor
  Scenario Outline: <carrier> does not take the group number "<number>", <form>
    Given a coverage period with these values
      | member               | value     |
      | carrier_name         | <carrier> |
      | carrier_group_number | <good>    |
    When another coverage period is created with these values
      | member               | value     |
      | carrier_name         | <carrier> |
      | carrier_group_number | <number>  |
    Then the group number is refused

    @clause:IDN-292
    Examples: of aetna
      | case         | carrier | good   | number   | form                               |
      | aetna-five   | aetna   | 123456 | 12345    | five digits                        |
      | aetna-seven  | aetna   | 123456 | 1234567  | seven digits, not beginning with 0 |
      | aetna-eight  | aetna   | 123456 | 01234567 | eight digits                       |
      | aetna-letter | aetna   | 123456 | 12345A   | five digits and a letter           |

    @clause:IDN-293
    Examples: of anthem
      | case          | carrier | good   | number  | form                     |
      | anthem-five   | anthem  | 123456 | 12345   | five digits              |
      | anthem-seven  | anthem  | 123456 | 1234567 | seven digits             |
      | anthem-letter | anthem  | 123456 | A23456  | a letter and five digits |

    @clause:IDN-294
    Examples: of blue_shield_of_california
      | case                 | carrier                   | good   | number   | form               |
      | shield-five          | blue_shield_of_california | 123456 | 12345    | five digits        |
      | shield-seven         | blue_shield_of_california | 123456 | 1234567  | seven digits       |
      | shield-other         | blue_shield_of_california | 123456 | W1123456 | W1 and six digits  |
      | shield-prefixed-five | blue_shield_of_california | 123456 | W012345  | W0 and five digits |

    @clause:IDN-295
    Examples: of cigna
      | case         | carrier | good   | number    | form                          |
      | cigna-five   | cigna   | 123456 | 12345     | five digits                   |
      | cigna-nine   | cigna   | 123456 | 666123456 | nine digits                   |
      | cigna-suffix | cigna   | 123456 | 123456-G  | six digits and another suffix |
      | cigna-letter | cigna   | 123456 | 12345A    | five digits and a letter      |

    @clause:IDN-296
    Examples: of guardian
      | case            | carrier  | good   | number    | form                      |
      | guardian-five   | guardian | 123456 | 12345     | five digits               |
      | guardian-seven  | guardian | 123456 | 1234567   | seven digits              |
      | guardian-nine   | guardian | 123456 | 666123456 | nine digits               |
      | guardian-letter | guardian | 123456 | 1234567A  | seven digits and a letter |

    @clause:IDN-297
    Examples: of humana
      | case          | carrier | good   | number  | form                     |
      | humana-five   | humana  | 123456 | 12345   | five digits              |
      | humana-seven  | humana  | 123456 | 1234567 | seven digits             |
      | humana-letter | humana  | 123456 | 12345A  | five digits and a letter |

    @clause:IDN-298
    Examples: of kaiser
      | case          | carrier | good   | number     | form                      |
      | kaiser-five   | kaiser  | 123456 | 12345      | five digits               |
      | kaiser-ten    | kaiser  | 123456 | 6661234567 | ten digits                |
      | kaiser-letter | kaiser  | 123456 | 12345678A  | eight digits and a letter |

  @id:ideon-periods-number-free @clause:IDN-65 @happy-path @vendor
  Scenario Outline: <carrier>, for which no form is given, takes the group number "<number>"
    When a coverage period is created with these values
      | member               | value     |
      | carrier_name         | <carrier> |
      | carrier_group_number | <number>  |
    Then the call succeeds
    And the coverage period has "carrier_group_number" set to "<number>"

    Examples:
      | case    | carrier          | number         |
      | letters | metlife          | KM-5           |
      | short   | unitedhealthcare | 1              |
      | long    | voya             | 00012345678901 |

  @id:ideon-periods-number-none @clause:IDN-300 @happy-path @vendor
  Scenario: The carrier's group number may be missing
    When a coverage period is created with "carrier_group_number" set to "nothing"
    Then the call succeeds
    And the coverage period has "carrier_group_number" set to "nothing"
    When the coverage period is read
    Then the coverage period has "carrier_group_number" set to "nothing"

  @id:ideon-periods-number-corrected @clause:IDN-83 @clause:IDN-300 @happy-path @vendor
  Scenario: A group number that was missing is added during the installment
    Given a group installment
    And a coverage period with "carrier_group_number" set to "nothing"
    When the coverage period is updated with "carrier_group_number" set to "123456"
    Then the call succeeds
    When the coverage period is read
    Then the coverage period has "carrier_group_number" set to "123456"
