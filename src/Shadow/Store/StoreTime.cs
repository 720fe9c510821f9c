using System.Data.Common;
using System.Globalization;

namespace TransformerService.Shadow.Store;

/// <summary>The time by which a store's data is dated and deleted: the database's, where it has a clock, otherwise this process's, if it is believed.</summary>
internal sealed class StoreTime(ShadowDatabase database, TimeProvider timeProvider)
{
    private readonly StoreClock _clock = new(timeProvider);

    /// <summary>The time by which data is too old; <see langword="null"/> while the clock is not believed.</summary>
    public async Task<DateTimeOffset?> BelievedAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (await database.NowAsync(connection, transaction, cancellationToken) is { } common)
        {
            return StoreClock.Differ(now, common) ? null : common;
        }

        // What was written just now has the time of this process. A clock far ahead of all data is wrong, or nothing was written for long.
        DateTimeOffset? newest = await NewestAsync(connection, transaction, cancellationToken);
        return _clock.Look(newest) && !(newest < now && StoreClock.Differ(now, newest.Value)) ? now : null;
    }

    /// <summary>How far this process's clock is off by the database's, if by more than it may be: what is written has the time that all have in common.</summary>
    public async Task<TimeSpan> ErrorAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (await database.NowAsync(connection, transaction, cancellationToken) is { } common)
        {
            DateTimeOffset now = timeProvider.GetUtcNow();
            return StoreClock.Differ(now, common) ? now - common : TimeSpan.Zero;
        }

        _clock.Look(_clock.IsSeen ? null : await NewestAsync(connection, transaction, cancellationToken));
        return TimeSpan.Zero;
    }

    private static async Task<DateTimeOffset?> NewestAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using DbCommand command = Sql.Command(
            connection, transaction, "SELECT MAX(at) FROM (SELECT MAX(at) AS at FROM shadow_samples UNION ALL SELECT MAX(hour) * 1000 AS at FROM shadow_totals) AS times");
        return await command.ExecuteScalarAsync(cancellationToken) is { } found and not DBNull
            ? DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(found, CultureInfo.InvariantCulture))
            : null;
    }
}
