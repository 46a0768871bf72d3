namespace Directives.Tests.Cli;

/// <summary>The smallest directive file that is right; line numbers in the tests count on it.</summary>
internal static class DraftSample
{
    public const string Text =
        """
        ---
        number: A/1
        instrument: letter
        title:
          en: A title
          ur: عنوان
        issuer: sgad
        jurisdiction: punjab
        provenance:
          body: {en: A board, ur: بورڈ}
          date: 2020-01-31
        precedence: routine
        classification: restricted
        dated: 2020-02-14
        effective_on: 2020-02-14
        obligations:
          - id: obey
            owed_by: post
            text: {en: Obey., ur: مانیں۔}
        audience:
          clauses:
            - for: action
              within: [punjab]
          exclusions: []
        ---

        # English

        Do it.

        # اردو

        یہ کریں۔

        """;
}
