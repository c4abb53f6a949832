@ideon
Feature: Response files that are refused
  A response file in the LDEx standard is posted as a form, and every answer to it, refusals included, is a text.

  @id:ideon-refusals-response @error-handling @vendor
  Scenario Outline: A response file <change> is refused
    Given a request to post a response file that Ideon accepts
    When the same request is made <change>
    Then the call is refused with <status>
    And the answer is a text that begins with "<beginning>"

    @clause:IDN-263 @clause:IDN-3
    Examples: credentials
      | case        | change                     | status | beginning    |
      | nobody      | without credentials        | 401    | Unauthorized |
      | unknown-key | with a key that nobody has | 401    | Unauthorized |

    @clause:IDN-264 @clause:IDN-9 @needs:unprivileged-key
    Examples: permission
      | case       | change                           | status | beginning |
      | permission | by an account without permission | 403    | Forbidden |

    @clause:IDN-266 @clause:IDN-16
    Examples: method
      | case   | change                          | status | beginning   |
      | method | with a method that is not there | 405    | Not Allowed |

    @clause:IDN-267
    Examples: answer
      | case   | change                | status | beginning    |
      | answer | for an answer as JSON | 406    | Unacceptable |

    @clause:IDN-270
    Examples: type
      | case | change  | status | beginning              |
      | type | as JSON | 415    | Unsupported media type |

  @id:ideon-refusals-response-expired @clause:IDN-5 @clause:IDN-263 @error-handling @vendor @simulated-only
  Scenario: A response file with a token that has expired is refused
    Given a request to post a response file that Ideon accepts
    When the same request is made with a token that has expired
    Then the call is refused with 401
    And the answer is a text that begins with "Unauthorized"

  @id:ideon-refusals-response-content @sad-path @vendor @simulated-only
  Scenario Outline: A response file that is sent <change> is refused
    Given a request to post a response file that Ideon accepts
    When the same request is made <change>
    Then the call is refused with <status>
    And the answer is a text that begins with "<beginning>"

    @clause:IDN-262
    Examples: form
      | case | change           | status | beginning   |
      | form | as a broken form | 400    | Bad request |

    @clause:IDN-268
    Examples: length
      | case   | change                      | status | beginning       |
      | length | without telling its length  | 411    | Length Required |

    @clause:IDN-269
    Examples: size
      | case | change                   | status | beginning         |
      | size | larger than what is read | 413    | Payload too large |

    @clause:IDN-271
    Examples: value
      | case  | change                  | status | beginning            |
      | value | as a form without a value | 422    | Unprocessable entity |

  @id:ideon-refusals-response-limit @clause:IDN-272 @clause:IDN-18 @error-handling @vendor @needs:rate-limit-trigger
  Scenario: A response file beyond the limit is refused
    Given a request to post a response file that Ideon accepts
    When the same request meets the limit
    Then the call meets 429
    And the answer is a text that begins with "Too many requests"

  @id:ideon-refusals-response-internal @clause:IDN-273 @error-handling @vendor @needs:escalate-trigger
  Scenario: A response file that meets an unexpected condition is answered with 500
    Given a request to post a response file that Ideon accepts
    When the same request meets an unexpected condition
    Then the call meets 500
    And the answer is a text that begins with "Internal Server Error"

  @id:ideon-refusals-response-timeout @clause:IDN-276 @error-handling @vendor @needs:unavailable-trigger
  Scenario: A response file that meets a time-out is answered with 503
    Given a request to post a response file that Ideon accepts
    When the same request meets a time-out
    Then the call meets 503
    And the answer is a text that begins with "Service Unavailable"

  @id:ideon-refusals-response-told @error-handling @vendor @simulated-only
  Scenario Outline: A response file can be answered with <status>
    Given a request to post a response file that Ideon accepts
    When the same request is made to a simulator that is told to answer <status>
    Then the call meets <status>
    And the answer is a text that begins with "<beginning>"

    @clause:IDN-265
    Examples: resource
      | case    | status | beginning |
      | unknown | 404    | Not Found |

    @clause:IDN-274
    Examples: not implemented
      | case            | status | beginning       |
      | not-implemented | 501    | Not implemented |

    @clause:IDN-275
    Examples: upstream
      | case     | status | beginning   |
      | upstream | 502    | Bad Gateway |
