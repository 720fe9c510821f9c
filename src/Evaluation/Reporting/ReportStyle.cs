namespace TransformerService.Evaluation.Reporting;

/// <summary>The style sheet of the page: light or dark, as the reader's system is set.</summary>
public static class ReportStyle
{
    /// <summary>
    /// The style sheet. Without markup characters, it reads the same in HTML and XML. The colours are those of Okabe and Ito, darker or
    /// lighter for contrast.
    /// </summary>
    public const string Css = """
        :root { color-scheme: light dark; --page: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --stripe: #f6f8fa;
          --c0: #0060a8; --c1: #b34700; --c2: #007a57; --c3: #9c2f73; --c4: #7a5c00; --c5: #4b4bb5; }
        @media (prefers-color-scheme: dark) { :root { --page: #0f1318; --text: #e6edf3; --quiet: #9da7b3; --line: #353c45; --stripe: #171d24;
          --c0: #56b4e9; --c1: #f08a4b; --c2: #2fc79a; --c3: #e08ac0; --c4: #e6c34a; --c5: #a5a5ff; } }
        body { margin: 0 auto; padding: 1.5rem; max-width: 76rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2rem; }
        .scroll { overflow-x: auto; } .quiet, footer { color: var(--quiet); }
        table { border-collapse: collapse; margin: 0.75rem 0; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
        th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; }
        thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; } tbody th { font-weight: 600; }
        tbody tr:nth-child(even) { background: var(--stripe); } .number { text-align: right; white-space: nowrap; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
        figure { margin: 0; } figcaption { font-weight: 600; overflow-wrap: anywhere; } svg { width: 100%; height: auto; }
        .rule { stroke: var(--line); fill: none; } .tick { fill: var(--text); font-size: 13px; } .axis-title { fill: var(--quiet); font-size: 13px; }
        polyline { fill: none; stroke-width: 2; stroke: currentColor; } .dashed polyline { stroke-dasharray: 6 4; }
        .mark { fill: currentColor; } .dashed .mark { fill: var(--page); stroke: currentColor; stroke-width: 1.5; }
        .color-0 { color: var(--c0); } .color-1 { color: var(--c1); } .color-2 { color: var(--c2); }
        .color-3 { color: var(--c3); } .color-4 { color: var(--c4); } .color-5 { color: var(--c5); }
        """;
}
