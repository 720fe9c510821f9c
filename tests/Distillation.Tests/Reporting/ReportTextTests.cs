using Shouldly;
using TransformerService.Distillation.Reporting;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting;

public sealed class ReportTextTests
{
    [Fact]
    public void Write_Report_IsAligned() =>
        ReportText
            .Write(SampleReport.Whole)
            .ShouldBe(
                """
                Translation
                system   model                  set       BLEU          95 %  chrF2  sentences  tokens/s  model MB  folder MB  precision  search
                student  artifacts/en-fr/model  news.tsv  31.3  30.1 to 32.4   58.0       3000      2150      12.3       13.5  int8       greedy
                teacher  artifacts/en-fr/model  news.tsv  33.5  32.2 to 34.7   60.0       3000       210     250.0      251.0  float32    beam 4

                Classification
                system   model          set        accuracy %  macro F1 %    ECE  in scope  out-of-scope recall %  false alarms %  AUROC  out of scope  texts/s  tokens/s  model MB  folder MB  precision
                student  models/intent  clinc.tsv        95.1        95.0  0.021      3000                   41.0             2.0  0.931           100      700      9000       1.0        1.2  float32
                student  models/intent  plain.tsv        50.0        25.0  0.100        10                      –               –      –             0      700      9000       1.0        1.2  float32

                Differences in BLEU
                compared           set       difference          95 %      p  sure
                student − teacher  news.tsv        −2.2  −3.0 to −1.5  0.001  yes

                Speed: here.

                """
            );

    [Fact]
    public void Write_ControlCharactersInNames_DoNotReachTheTerminal()
    {
        var report = SampleReport.Whole with { Rows = [SampleReport.Whole.Rows[0] with { Set = "a\u001b[2Jb\nc" }] };
        var text = ReportText.Write(report);
        text.ShouldContain("a\uFFFD[2Jb\uFFFDc");
        text.ShouldNotContain('\u001b');
    }

    [Fact]
    public void Write_NothingOutOfScope_LeavesItsColumnsOut() =>
        ReportText.Write(SampleReport.Whole with { Rows = [SampleReport.Whole.Rows[3]] }).ShouldNotContain("AUROC");
}
