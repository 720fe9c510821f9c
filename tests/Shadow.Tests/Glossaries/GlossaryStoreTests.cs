using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Glossaries;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Tests.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Glossaries;

/// <summary>What holds of keys' glossaries in either database.</summary>
public abstract class GlossaryStoreTests
{
    private const string Owner = "app";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal abstract ShadowDatabase Database();

    [Fact]
    public async Task AddAsync_Glossary_IsItsOwnersUntilItIsDeleted()
    {
        await using var glossaries = New();
        var first = await glossaries.AddAsync(Owner, Of("Shops", ("Blue Door", "Porte Bleue"), ("Acme", "Acme")), Token);
        var second = await glossaries.AddAsync(Owner, Of("Shops", ("dog", "toutou")), Token);
        var other = await glossaries.AddAsync("other", Of("Shops", ("dog", "chien")), Token);

        await using var again = New(); // another process
        (await again.ListAsync(Owner, Token)).ShouldBe([first, second], ignoreOrder: true);
        (await again.ListAsync("none", Token)).ShouldBeEmpty();
        var found = (await again.GetAsync(Owner, first.Id, Token)).ShouldNotBeNull();
        found.Glossary.ShouldBe(first);
        found.Entries.ShouldBe([new GlossaryEntry("Blue Door", "Porte Bleue"), new GlossaryEntry("Acme")]);
        (await again.GetAsync(Owner, other.Id, Token)).ShouldBeNull();
        (await again.FindAsync(Owner, other.Id, 1, Token)).ShouldBeNull();

        (await again.DeleteAsync(Owner, other.Id, Token)).ShouldBeFalse("it is another's");
        (await again.DeleteAsync(Owner, first.Id, Token)).ShouldBeTrue();
        (await again.DeleteAsync(Owner, first.Id, Token)).ShouldBeFalse();
        (await glossaries.GetAsync(Owner, first.Id, Token)).ShouldBeNull();
        (await glossaries.ListAsync("other", Token)).ShouldBe([other]);
    }

    [Fact]
    public async Task FindAsync_Deleted_IsForgottenAtOnce()
    {
        await using var glossaries = New();
        var added = await glossaries.AddAsync(Owner, Of("Shops", ("dog", "toutou")), Token);
        (await glossaries.FindAsync(Owner, added.Id, 1, Token)).ShouldNotBeNull().Entries.Count.ShouldBe(1);

        (await glossaries.DeleteAsync(Owner, added.Id, Token)).ShouldBeTrue();

        (await glossaries.FindAsync(Owner, added.Id, 1, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task AddAsync_ManyAtOnce_KeepsNoMoreThanAllowed()
    {
        var options = new GlossaryOptions { MaxPerKey = 5 };
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(number =>
                    Task.Run(
                        async () =>
                        {
                            await using var glossaries = New(options);
                            try
                            {
                                await glossaries.AddAsync(Owner, Of($"{number}", ("a", "b")), Token);
                                return (InferenceError?)null;
                            }
                            catch (InferenceException failure)
                            {
                                return failure.Error;
                            }
                        },
                        Token
                    )
                )
        );

        outcomes.Count(outcome => outcome is null).ShouldBe(5);
        outcomes.Where(outcome => outcome is not null).ShouldAllBe(outcome => outcome == InferenceError.QuotaExceeded);
        await using var all = New(options);
        (await all.ListAsync(Owner, Token)).Count.ShouldBe(5);
        await all.AddAsync("other", Of("1", ("a", "b")), Token);
    }

    [Fact]
    public async Task AddAsync_MoreBytesThanAllowed_IsRefused()
    {
        await using var glossaries = New(new GlossaryOptions { MaxBytesPerKey = 400 });
        await glossaries.AddAsync(Owner, Of("a", (new string('é', 100), "b")), Token); // 200 bytes and some

        var refusal = await Should.ThrowAsync<InferenceException>(() =>
            glossaries.AddAsync(Owner, Of("b", (new string('é', 100), "b")), Token)
        );

        refusal.Error.ShouldBe(InferenceError.InputTooLarge);
        refusal.Message.ShouldContain("Glossaries:MaxBytesPerKey");
        await glossaries.AddAsync(Owner, Of("c", ("a", "b")), Token);
    }

    [Fact]
    public async Task AddAsync_NamesAndTermsThatAreHostile_AreKeptAsTheyAre()
    {
        await using var glossaries = New();
        string[] names = ["'; DROP TABLE glossary_lists; --", "ä😀", "a\\tb", "%_", "\u202Eabc"];

        foreach (var name in names)
        {
            var added = await glossaries.AddAsync(name, Of(name, (name, name)), Token);
            var found = (await glossaries.GetAsync(name, added.Id, Token)).ShouldNotBeNull();
            found.Glossary.Name.ShouldBe(name);
            found.Entries.ShouldBe([new GlossaryEntry(name)]);
            (await glossaries.ListAsync(name, Token)).ShouldBe([added]);
        }
    }

    internal KeyGlossaries New(GlossaryOptions? options = null, ShadowDatabase? database = null) =>
        new(
            new GlossaryStore(database ?? Database(), TimeProvider.System),
            options ?? new GlossaryOptions(),
            TimeProvider.System,
            NullLogger<KeyGlossaries>.Instance
        );

    internal static NewGlossary Of(string name, params (string Source, string Target)[] entries) =>
        new(
            name,
            "en",
            "fr",
            Glossary.Of(
                [.. entries.Select(entry => new GlossaryEntry(entry.Source, entry.Target))],
                Glossary.MostOfCall,
                static (place, mustBe) => throw new InvalidOperationException(place + mustBe)
            )
        );
}

public sealed class SqliteGlossaryStoreTests : GlossaryStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glossaries-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Calls_FileCannotBeUsed_AreRefusedForAWhile()
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder.FullName, "a-folder.db")).FullName;
        var database = new SqliteShadowDatabase(path, TimeSpan.FromSeconds(60)) { Schema = GlossaryStore.Schema };
        await using var glossaries = New(database: database);
        var (token, id) = (TestContext.Current.CancellationToken, Guid.NewGuid());

        foreach (
            var call in (Func<Task>[])
                [
                    () => glossaries.ListAsync("app", token),
                    () => glossaries.AddAsync("app", Of("a", ("a", "b")), token),
                    () => glossaries.FindAsync("app", id, 1, token),
                    () => glossaries.FindAsync("app", id, 1, token),
                    () => glossaries.DeleteAsync("app", id, token),
                ]
        )
        {
            (await Should.ThrowAsync<InferenceException>(call)).Error.ShouldBe(InferenceError.ModelNotReady);
        }
    }

    internal override ShadowDatabase Database() =>
        new SqliteShadowDatabase(Path.Combine(_folder.FullName, "glossaries.db"), TimeSpan.FromSeconds(60))
        {
            Schema = GlossaryStore.Schema,
        };
}

public sealed class PostgresGlossaryStoreTests : GlossaryStoreTests, IAsyncLifetime
{
    private PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    internal override ShadowDatabase Database() =>
        new PostgresShadowDatabase(
            (_cluster ?? throw new InvalidOperationException("It was not started.")).ConnectionString,
            TimeSpan.FromSeconds(60)
        )
        {
            Schema = GlossaryStore.Schema,
        };
}
