using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Shouldly;
using TransformerService.Api.Hosting;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Documentation;

public sealed class ConfigurationReferenceTests(ApiServer server)
{
    private readonly OptionsReader _options = new(OptionsReader.Bound(server.Services, typeof(Program).Assembly));

    [Fact]
    public async Task ConfigurationReference_AsCommitted_IsWhatTheOptionsSay()
    {
        var written = ConfigurationReference.Write(_options.Sections, AppSettings());

        if (Environment.GetEnvironmentVariable("WRITE_CONFIGURATION") == "1")
        {
            await File.WriteAllTextAsync(Page(), written, TestContext.Current.CancellationToken);
        }

        (await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken)).ShouldBe(written, "run tools/write-configuration.sh");
    }

    [Fact]
    public void OptionsReader_DocCommentsOfTheServer_StateDefaultsAndBoundsAsInTheCode() => _options.Faults.ShouldBeEmpty();

    [Fact]
    public async Task ConfigurationReference_EveryKeyThatTheServerReads_HasARow()
    {
        // Other code finds these keys: the server suggests one of them for a misspelt key.
        var sections = _options.Sections.Select(section => section.Heading + ":").ToArray();
        var read = KnownSettings.Keys.Where(key => sections.Any(section => key.StartsWith(section, StringComparison.Ordinal))).ToArray();
        var page = await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken);
        page = page.Replace("<name>", "0", StringComparison.Ordinal);

        read.Length.ShouldBeGreaterThan(80);
        foreach (var key in read)
        {
            page.ShouldContain(key.EndsWith(":0", StringComparison.Ordinal) ? $"\n| `{key[..^2]}` |" : $"\n| `{key}` |");
        }
    }

    [Fact]
    public void ConfigurationReference_EveryRow_IsAKeyThatTheServerReads() =>
        _options
            .Sections.SelectMany(section => section.Rows.Select(row => row.Key))
            .Where(key => !KnownSettings.IsRead(key))
            .ShouldBeEmpty();

    [Fact]
    public void OptionsReader_DocCommentsThatAreMissingOrWrong_AreFaults()
    {
        var planted = new OptionsReader([typeof(PlantedOptions)]);

        planted
            .Sections.SelectMany(section => section.Rows)
            .Select(row => row.Key)
            .ShouldBe(["Planted:Undescribed", "Planted:Wrong", "Planted:Right", "Planted:Entries", "Planted:Entries:<name>:Time"]);
        planted.Faults.ShouldBe(
            [
                "Planted:Undescribed has no doc comment.",
                "Planted:Undescribed: its doc comment does not state the default, 'Default false'.",
                "Planted:Wrong: its doc comment does not state the bounds, '1 to 5,120' or '1 to 5 KiB'.",
                "Planted:Wrong: its doc comment does not state the default, 'Default 3'.",
                "Planted:Entries: its doc comment does not state the default, 'Default none'.",
            ],
            ignoreOrder: true
        );
        planted
            .Sections[0]
            .Rows[2]
            .ShouldBe(
                new OptionRow(
                    "Planted:Right",
                    "number",
                    "0.5",
                    "above 0 and below 1",
                    "A share. `Wrong` and `Planted:Entries:<name>:Time` hold too."
                )
            );
        planted.Sections[1].Rows[0].ShouldBe(new OptionRow("Planted:Entries:<name>:Time", "time", "`00:02:10`", "", "A time."));
    }

    private static Func<string, string?> AppSettings()
    {
        var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        return key => settings[key];
    }

    private static string Page()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
            {
                return Path.Combine(folder.FullName, "docs", "configuration.md");
            }
        }

        throw new InvalidOperationException("TransformerService.sln is in no folder above this program.");
    }

    /// <summary>Options as they should not be.</summary>
    internal sealed class PlantedOptions
    {
        public const string Section = "Planted";

        public bool Undescribed { get; set; }

        /// <summary>Two things that are not so, 1 to 10. Default 4.</summary>
        [Range(1, 5_120)]
        public int Wrong { get; set; } = 3;

        /// <summary>
        /// A share, above 0 and below 1. Default 0.5. <see cref="Wrong"/> and <see cref="PlantedEntryOptions.Time"/> hold too.
        /// </summary>
        [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
        public double Right { get; set; } = 0.5;

        /// <summary>More of them.</summary>
        public IDictionary<string, PlantedEntryOptions> Entries { get; } = new Dictionary<string, PlantedEntryOptions>();
    }

    /// <summary>One of the entries.</summary>
    internal sealed class PlantedEntryOptions
    {
        /// <summary>A time. Default 2 min 10 s.</summary>
        public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(130);
    }
}
