using Shouldly;
using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

public sealed class SampleJournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journal-");

    private string Store => Path.Combine(_folder.FullName, "shadow.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Abandoned_JournalsOfTheLivingTheDeadAndTheClosed_AreThoseOfTheDead()
    {
        using var living = SampleJournal.Begin(Store);
        var dead = SampleJournal.Begin(Store);
        dead.Note(1);
        dead.Note(42);
        var run = dead.Run;
        dead.Dispose();
        SampleJournal.Begin(Store).Close();

        (string Run, long Sampled)[] abandoned =
        [
            .. SampleJournal
                .Abandoned(Store)
                .Select(journal =>
                {
                    using (journal)
                    {
                        return (journal.Run, journal.Read());
                    }
                }),
        ];

        abandoned.ShouldBe([(run, 42)]);
    }

    [Fact]
    public void Abandoned_AJournalCutShort_CountsNothing()
    {
        File.WriteAllBytes($"{Store}.cut.run", [1, 2, 3]);

        var journal = SampleJournal.Abandoned(Store).ToArray().ShouldHaveSingleItem();

        using (journal)
        {
            (journal.Run, journal.Read()).ShouldBe(("cut", 0));
        }
    }

    [Fact]
    public void Abandoned_NoFolder_IsNone() => SampleJournal.Abandoned(Path.Combine(_folder.FullName, "none", "shadow.db")).ShouldBeEmpty();
}
