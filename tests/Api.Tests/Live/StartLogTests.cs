using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Api.Live;
using Xunit;

namespace TransformerService.Api.Tests.Live;

/// <summary>The log of the start: bounded in messages, characters and time.</summary>
public sealed class StartLogTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StartLog _log;
    private readonly ILogger _logger;

    public StartLogTests()
    {
        _log = new StartLog(_time);
        _logger = _log.CreateLogger("category");
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Log_MoreMessagesThanAreKept_KeepsTheFirst()
    {
        for (var message = 0; message < 2 * StartLog.MostEntries; message++)
        {
            Log(LogLevel.Warning, $"message {message}");
        }

        _log.Entries.Count.ShouldBe(StartLog.MostEntries);
        _log.Entries[0].Message.ShouldBe("message 0");
        _logger.IsEnabled(LogLevel.Critical).ShouldBeFalse();
    }

    [Fact]
    public void Log_AfterTheStart_KeepsNothing()
    {
        Log(LogLevel.Information, "at the start");
        _time.Advance(TimeSpan.FromMinutes(6));
        Log(LogLevel.Error, "later");

        _log.Entries.Select(entry => entry.Message).ShouldBe(["at the start"]);
    }

    [Fact]
    public void Log_LongMessageAndLowLevel_AreCutAndLeftOut()
    {
        Log(LogLevel.Debug, "not kept");
        Log(LogLevel.Information, new string('a', 5_000));

        _log.Entries.Single().Message.Length.ShouldBe(StartLog.MostCharacters + 1);
    }

    private void Log(LogLevel level, string message) => _logger.Log(level, 0, message, null, static (text, _) => text);
}
